//! The distance of the k-th nearest point.
//!
//! The simple loop: sort all distances from a point, take the k-th. Instead, from the point's own leaf:
//! 1. its leaf gives a first bound, which is nearly the last one;
//! 2. on the way up to the root, each other half is entered only where its box is nearer than that;
//! 3. points are asked for leaf by leaf: what one has read, the next finds in cache.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::boxes::nearest;
use super::nearest::Nearest;
use super::tree::{KdTree, LEAF, LEAVES};
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::{Exec, Real, Result};

/// Queries of a task, where they are not the tree's own points.
const QUERIES: usize = 512;

/// With many neighbours a query takes longer: each of them is looked at and kept.
fn per_task(most: usize, k: usize) -> usize {
    const FEW: usize = 32;
    (most.saturating_mul(FEW) / k.saturating_add(FEW)).max(1)
}

/// Nodes that wait: one a level. 2^64 leaves have 64 levels.
const WAITING: usize = 64;

impl<T: Real> KdTree<T> {
    /// The distance of each point from the k-th nearest other one; infinite where there are too few.
    pub fn kth_distances(&self, exec: &Exec, k: usize) -> Result<Vec<T>> {
        // The point itself is the first of its neighbours.
        let best = || Nearest::new(k + 1);
        self.by_leaf(exec, per_task(LEAVES, k), T::ZERO, best, |leaf, point, best, out| {
            dispatch!(exec.level(), simd => of_leaf(simd, self, leaf, point, best, out));
        })
    }

    /// The distance of other points, given by their columns, from their k-th nearest in the tree.
    pub fn kth_distances_from(&self, exec: &Exec, points: &[&[T]], k: usize) -> Result<Vec<T>> {
        let n = points.first().map_or(0, |column| column.len());
        let tasks = exec.map_chunks(Chunks::new(n, per_task(QUERIES, k)), |_, range| {
            let mut distances = filled(range.len(), T::ZERO)?;
            let mut best = Nearest::new(k)?;
            let mut point = filled(self.n_dims, T::ZERO)?;
            for (out, at) in distances.iter_mut().zip(range) {
                point.iter_mut().zip(points).for_each(|(x, column)| *x = column[at]);
                *out = dispatch!(exec.level(), simd => of_point(simd, self, &point, &mut best));
            }
            Ok(distances)
        })?;
        Ok(tasks.concat())
    }
}

#[simd]
fn of_leaf<S: Simd, T: Real>(
    simd: S,
    tree: &KdTree<T>,
    leaf: usize,
    point: &mut [T],
    best: &mut Nearest<T>,
    out: &mut [T],
) {
    for (lane, out) in out.iter_mut().enumerate() {
        tree.point(leaf, lane, point);
        *out = search(simd, tree, point, leaf, best);
    }
}

/// From the leaf whose box is nearest on every level.
#[simd]
fn of_point<S: Simd, T: Real>(simd: S, tree: &KdTree<T>, point: &[T], best: &mut Nearest<T>) -> T {
    let mut node = 0;
    while node < tree.n_inner {
        let (left, right) = (2 * node + 1, 2 * node + 2);
        let left_is_nearer =
            nearest(tree.bounds(left), point) <= nearest(tree.bounds(right), point);
        node = if left_is_nearer { left } else { right };
    }
    search(simd, tree, point, node - tree.n_inner, best)
}

#[inline(always)]
fn search<S: Simd, T: Real>(
    simd: S,
    tree: &KdTree<T>,
    point: &[T],
    leaf: usize,
    best: &mut Nearest<T>,
) -> T {
    best.clear();
    scan(simd, tree.leaf(leaf), point, best);
    let mut node = tree.n_inner + leaf;
    while node > 0 {
        let sibling = if node % 2 == 1 { node + 1 } else { node - 1 };
        descend(simd, tree, point, sibling, best);
        node = (node - 1) / 2;
    }
    best.kth()
}

/// What lies below `node` and is nearer than the last of `best`.
#[inline(always)]
fn descend<S: Simd, T: Real>(
    simd: S,
    tree: &KdTree<T>,
    point: &[T],
    node: usize,
    best: &mut Nearest<T>,
) {
    let distance = nearest(tree.bounds(node), point);
    if distance >= best.kth() {
        return;
    }
    let mut waiting = [(0, T::ZERO); WAITING];
    waiting[0] = (node, distance);
    let mut n_waiting = 1;
    while n_waiting > 0 {
        n_waiting -= 1;
        let (mut node, distance) = waiting[n_waiting];
        if distance >= best.kth() {
            continue;
        }
        // The nearer child is entered at once, the other one waits.
        while node < tree.n_inner {
            let (left, right) = (2 * node + 1, 2 * node + 2);
            let left_distance = nearest(tree.bounds(left), point);
            let right_distance = nearest(tree.bounds(right), point);
            let (near, far) = if left_distance <= right_distance {
                (left, (right, right_distance))
            } else {
                (right, (left, left_distance))
            };
            if far.1 < best.kth() {
                waiting[n_waiting] = far;
                n_waiting += 1;
            }
            node = near;
        }
        scan(simd, tree.leaf(node - tree.n_inner), point, best);
    }
}

/// Puts the distances of a leaf's points among the best.
#[inline(always)]
fn scan<S: Simd, T: Real>(simd: S, leaf: &[T], point: &[T], best: &mut Nearest<T>) {
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    for lanes in (0..LEAF).step_by(len) {
        let distances = distances(simd, leaf, point, lanes);
        let mut nearer = distances.simd_lt(T::Native::<S>::splat(simd, best.kth())).to_bitmask();
        while nearer != 0 {
            let distance = distances.as_slice()[nearer.trailing_zeros() as usize];
            nearer &= nearer - 1;
            if distance < best.kth() {
                best.replace_kth(distance);
            }
        }
    }
}

/// The distances of a vector of a leaf's points; NaN where there is none.
#[inline(always)]
pub(super) fn distances<S: Simd, T: Real>(
    simd: S,
    leaf: &[T],
    point: &[T],
    lanes: usize,
) -> T::Native<S> {
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    let mut distances = T::Native::<S>::splat(simd, T::ZERO);
    for (dim, &x) in point.iter().enumerate() {
        let at = dim * LEAF + lanes;
        let difference = (T::Native::<S>::from_slice(simd, &leaf[at..at + len])
            - T::Native::<S>::splat(simd, x))
        .abs();
        // Of a padded lane NaN, whatever the maximum of 0 and NaN is.
        distances = if dim == 0 { difference } else { distances.max(difference) };
    }
    distances
}
