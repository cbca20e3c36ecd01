//! How many points of a tree lie within a radius.
//!
//! From the root: a box that is too far counts for nothing, one that is wholly inside for all it holds,
//! and only leaves on the rim are looked through.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::boxes::{farthest, nearest};
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
    let mut count = 0;
    let mut waiting = [0; WAITING];
    let mut n_waiting = 1;
    while n_waiting > 0 {
        n_waiting -= 1;
        let node = waiting[n_waiting];
        let bounds = tree.bounds(node);
        if nearest(bounds, point) > radius {
            continue;
        }
        if farthest(bounds, point) <= radius {
            count += tree.sizes[node];
        } else if node < tree.n_inner {
            waiting[n_waiting] = 2 * node + 1;
            waiting[n_waiting + 1] = 2 * node + 2;
            n_waiting += 2;
        } else {
            let leaf = tree.leaf(node - tree.n_inner);
            let radius = T::Native::<S>::splat(simd, radius);
            for lanes in (0..LEAF).step_by(len) {
                let inside = distances(simd, leaf, point, lanes).simd_le(radius);
                count += inside.to_bitmask().count_ones() as usize;
            }
        }
    }
    count
}
