//! Nearest neighbours on a line: sorted values need no tree.

use std::cmp::Ordering;

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

/// The distance of value number `at` from its k-th nearest other one: of the runs of k + 1 values that
/// hold it, the one that reaches least far. Infinite where there are too few.
#[inline(always)]
pub fn kth_of_member<T: Real>(sorted: &[T], at: usize, k: usize) -> T {
    let x = sorted[at];
    let mut best = T::INFINITY;
    for first in at.saturating_sub(k)..=at {
        let Some(&last) = sorted.get(first + k) else { break };
        let (below, above) = (x - sorted[first], last - x);
        let reach = if below > above { below } else { above };
        best = if reach < best { reach } else { best };
    }
    best
}

/// The distance of `x` from the k-th nearest of the sorted values.
pub fn kth_from<T: Real>(sorted: &[T], x: T, k: usize) -> T {
    let (mut below, mut above) = (position(sorted, x), position(sorted, x));
    let mut distance = T::INFINITY;
    for _ in 0..k {
        let down = below.checked_sub(1).map_or(T::INFINITY, |at| x - sorted[at]);
        let up = sorted.get(above).map_or(T::INFINITY, |&value| value - x);
        if down < up {
            below -= 1;
            distance = down;
        } else {
            above += 1;
            distance = up;
        }
    }
    distance
}
