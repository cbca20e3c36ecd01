//! How many points of a tree lie within a radius.
//!
//! From the root: a box that is too far counts for nothing, one that is wholly inside for all it holds,
//! and only leaves on the rim are looked through.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::boxes::{is_within, nearest};
use super::kth::distances;
use super::tree::{KdTree, LEAF, LEAVES, WAITING};
use crate::{Exec, Real, Result};

impl<T: Real> KdTree<T> {
    /// How many points, itself included, are no farther from each than its radius.
    pub fn counts(&self, exec: &Exec, radii: &[T]) -> Result<Vec<usize>> {
        self.by_leaf(
            exec,
            LEAVES,
            0,
            || Ok(()),
            |leaf, point, (), out| {
                dispatch!(exec.level(), simd => of_leaf(simd, self, leaf, radii, point, out));
            },
        )
    }
}

#[simd]
fn of_leaf<S: Simd, T: Real>(
    simd: S,
    tree: &KdTree<T>,
    leaf: usize,
    radii: &[T],
    point: &mut [T],
    out: &mut [usize],
) {
    let members = &tree.order[tree.starts[leaf]..tree.starts[leaf + 1]];
    for (lane, (out, &member)) in out.iter_mut().zip(members).enumerate() {
        tree.point(leaf, lane, point);
        *out = count(simd, tree, point, radii[member]);
    }
}

#[inline(always)]
fn count<S: Simd, T: Real>(simd: S, tree: &KdTree<T>, point: &[T], radius: T) -> usize {
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    let reach = T::Native::<S>::splat(simd, radius);
    let mut count = 0;
    let mut parts = Parts::new();
    while let Some(part) = parts.next(tree, point, radius) {
        match part {
            Part::Whole(node) => count += tree.sizes[node],
            Part::Rim(leaf) => {
                for lanes in (0..LEAF).step_by(len) {
                    let inside = distances(simd, tree.leaf(leaf), point, lanes).simd_le(reach);
                    count += inside.to_bitmask().count_ones() as usize;
                }
            }
        }
    }
    count
}

/// What a ball holds of a tree.
pub(super) enum Part {
    /// All points of this node.
    Whole(usize),
    /// Perhaps some of this leaf.
    Rim(usize),
}

/// The walk over the parts of a closed ball.
pub(super) struct Parts {
    waiting: [usize; WAITING],
    n_waiting: usize,
}

impl Parts {
    /// At the root.
    #[inline(always)]
    pub fn new() -> Self {
        Self { waiting: [0; WAITING], n_waiting: 1 }
    }

    /// The next part of the ball around `point`. No iterator of closures, which would know no vectors.
    #[inline(always)]
    pub fn next<T: Real>(&mut self, tree: &KdTree<T>, point: &[T], radius: T) -> Option<Part> {
        while self.n_waiting > 0 {
            self.n_waiting -= 1;
            let node = self.waiting[self.n_waiting];
            let bounds = tree.bounds(node);
            if nearest(bounds, point) > radius {
                continue;
            }
            if is_within(bounds, point, radius) {
                return Some(Part::Whole(node));
            }
            if node >= tree.n_inner {
                return Some(Part::Rim(node - tree.n_inner));
            }
            self.waiting[self.n_waiting] = 2 * node + 1;
            self.waiting[self.n_waiting + 1] = 2 * node + 2;
            self.n_waiting += 2;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Level, Philox};

    /// Parts of the ball of a point, the most and their mean.
    fn parts(columns: &[Vec<f64>]) -> (usize, f64) {
        let exec = Exec::serial(Level::new());
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let tree = KdTree::new(&exec, &columns).unwrap();
        let radii = tree.kth_distances(&exec, 3).unwrap();
        let (mut most, mut sum) = (0, 0);
        for (at, &radius) in radii.iter().enumerate() {
            let point: Vec<f64> = columns.iter().map(|column| column[at]).collect();
            let mut walk = Parts::new();
            let n_parts = std::iter::from_fn(|| walk.next(&tree, &point, radius)).count();
            (most, sum) = (most.max(n_parts), sum + n_parts);
        }
        (most, sum as f64 / tree.len() as f64)
    }

    #[test]
    fn points_that_coincide_are_in_few_parts() {
        const N: usize = 1 << 14;
        let column = |stream, value: fn(f64) -> f64| {
            let mut numbers = vec![0.0; N];
            Philox::new(5, stream).uniforms(0, &mut numbers);
            numbers.into_iter().map(value).collect::<Vec<f64>>()
        };
        let values: [fn(f64) -> f64; 4] = [
            |_| 7.0,
            |u| (3.0 * u).floor(),
            |u| f64::from(u > 0.99),
            |u| if u < 0.9 { 0.0 } else { u - 0.95 },
        ];
        for (kind, value) in values.into_iter().enumerate() {
            let columns: Vec<Vec<f64>> = (0..3).map(|stream| column(stream, value)).collect();
            let (most, mean) = parts(&columns);
            assert!(most <= 60 && mean <= 40.0, "{kind}: at most {most}, {mean} in the mean");
        }
    }
}
