//! Nearest neighbours on a line: sorted values need no tree.

use std::cmp::Ordering;

use super::boxes::smaller;
use crate::Real;

/// Ascending order of finite numbers.
#[inline(always)]
pub fn ascending<T: PartialOrd>(a: &T, b: &T) -> Ordering {
    a.partial_cmp(b).unwrap_or(Ordering::Equal)
}

/// How many of the sorted values are no farther from `x` than `radius`.
///
/// Two halvings of the line, one a side, step by step together: each waits for memory, not for the other.
#[inline(always)]
pub fn count_within<T: Real>(sorted: &[T], x: T, radius: T) -> usize {
    let (mut first, mut end, mut len) = (0, 0, sorted.len());
    while len > 0 {
        // Rounded up, so that both searches end together: what a step passes over is known.
        let half = len.div_ceil(2);
        let too_low = x - sorted[first + half - 1] > radius;
        let inside = sorted[end + half - 1] - x <= radius;
        first = if too_low { first + half } else { first };
        end = if inside { end + half } else { end };
        len -= half;
    }
    end.saturating_sub(first)
}

/// The position of the first of the sorted values that is not below `x`.
pub fn position<T: Real>(sorted: &[T], x: T) -> usize {
    sorted.partition_point(|&value| value < x)
}

/// The distance of value number `at` from its k-th nearest other one; infinite where there are too few.
#[inline(always)]
pub fn kth_of_member<T: Real>(sorted: &[T], at: usize, k: usize) -> T {
    least_reach(sorted, sorted[at], [at.saturating_sub(k), at], k)
}

/// The distance of `x` from the k-th nearest of the sorted values; infinite where there are too few.
pub fn kth_from<T: Real>(sorted: &[T], x: T, k: usize) -> T {
    let at = position(sorted, x);
    least_reach(sorted, x, [at.saturating_sub(k), at], k - 1)
}

/// Of the runs of `others + 1` sorted values that start at the places given, both included: how far from `x`
/// the one that reaches least far does.
///
/// From run to run it reaches less far down, and farther up: by halves, to where both are the same.
#[inline(always)]
fn least_reach<T: Real>(sorted: &[T], x: T, [first, last]: [usize; 2], others: usize) -> T {
    let Some(last_run) = sorted.len().checked_sub(others + 1) else { return T::INFINITY };
    let (mut first, mut end) = (first, last.min(last_run) + 1);
    let mut best = T::INFINITY;
    while first < end {
        let middle = first.midpoint(end);
        let (below, above) = (x - sorted[middle], sorted[middle + others] - x);
        if below > above {
            best = smaller(best, below);
            first = middle + 1;
        } else {
            best = smaller(best, above);
            end = middle;
        }
    }
    best
}
