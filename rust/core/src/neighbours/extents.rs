//! The rectangle around the points of a ball: how far they reach in the first dimensions, and in the rest.
//!
//! A box that is wholly inside need not be opened: it is tight, so each of its sides has a point.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::balls::{Part, Parts};
use super::boxes::farthest;
use super::kth::distances;
use super::tree::{KdTree, LEAF, LEAVES};
use crate::{Exec, Real, Result};

/// Of a point: how many points its ball holds, itself included, and the sides of their rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent<T> {
    /// Points in the ball.
    pub count: usize,
    /// The largest distance in the first dimensions.
    pub first: T,
    /// The largest distance in the others.
    pub rest: T,
}

impl<T: Real> KdTree<T> {
    /// The extents of all points' closed balls; `n_first` dimensions are the first.
    pub fn extents(&self, exec: &Exec, radii: &[T], n_first: usize) -> Result<Vec<Extent<T>>> {
        let empty = Extent { count: 0, first: T::ZERO, rest: T::ZERO };
        self.by_leaf(exec, LEAVES, empty, || Ok(()), |leaf, point, (), out| {
            dispatch!(exec.level(), simd => of_leaf(simd, self, leaf, radii, n_first, point, out));
        })
    }
}

#[simd]
fn of_leaf<S: Simd, T: Real>(
    simd: S,
    tree: &KdTree<T>,
    leaf: usize,
    radii: &[T],
    n_first: usize,
    point: &mut [T],
    out: &mut [Extent<T>],
) {
    let members = &tree.order[tree.starts[leaf]..tree.starts[leaf + 1]];
    for (lane, (out, &member)) in out.iter_mut().zip(members).enumerate() {
        tree.point(leaf, lane, point);
        *out = extent(simd, tree, point, radii[member], n_first);
    }
}

#[inline(always)]
fn extent<S: Simd, T: Real>(
    simd: S,
    tree: &KdTree<T>,
    point: &[T],
    radius: T,
    n_first: usize,
) -> Extent<T> {
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    let zero = T::Native::<S>::splat(simd, T::ZERO);
    let reach = T::Native::<S>::splat(simd, radius);
    let (mut count, mut first, mut rest) = (0, zero, zero);
    let mut parts = Parts::new();
    while let Some(part) = parts.next(tree, point, radius) {
        match part {
            Part::Whole(node) => {
                let bounds = tree.bounds(node);
                let of_first = farthest(bounds, point, 0..n_first);
                let of_rest = farthest(bounds, point, n_first..point.len());
                count += tree.sizes[node];
                first = first.max(T::Native::<S>::splat(simd, of_first));
                rest = rest.max(T::Native::<S>::splat(simd, of_rest));
            }
            Part::Rim(leaf) => {
                let (in_first, in_rest) = tree.leaf(leaf).split_at(n_first * LEAF);
                for lanes in (0..LEAF).step_by(len) {
                    let of_first = distances(simd, in_first, &point[..n_first], lanes);
                    let of_rest = distances(simd, in_rest, &point[n_first..], lanes);
                    let inside = of_first.simd_le(reach) & of_rest.simd_le(reach);
                    count += inside.to_bitmask().count_ones() as usize;
                    first = first.max(inside.select(of_first, zero));
                    rest = rest.max(inside.select(of_rest, zero));
                }
            }
        }
    }
    Extent { count, first: first.reduce_max(), rest: rest.reduce_max() }
}
