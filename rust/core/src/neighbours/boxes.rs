//! Bounding boxes: how near and how far their points can be.

use std::ops::Range;

use crate::Real;

/// The lower and then the upper bound of each dimension.
#[inline(always)]
pub fn nearest<T: Real>(bounds: &[T], point: &[T]) -> T {
    let (low, high) = bounds.split_at(point.len());
    let mut distance = T::ZERO;
    for ((&x, &low), &high) in point.iter().zip(low).zip(high) {
        distance = larger(distance, larger(low - x, x - high));
    }
    distance
}

/// The distance that no point of the box exceeds in the dimensions given, and one has, if the box is tight.
#[inline(always)]
pub fn farthest<T: Real>(bounds: &[T], point: &[T], dims: Range<usize>) -> T {
    let (low, high) = bounds.split_at(point.len());
    let mut distance = T::ZERO;
    for dim in dims {
        distance = larger(distance, larger(high[dim] - point[dim], point[dim] - low[dim]));
    }
    distance
}

/// Whether no point of the box is farther than `radius`.
#[inline(always)]
pub fn is_within<T: Real>(bounds: &[T], point: &[T], radius: T) -> bool {
    let (low, high) = bounds.split_at(point.len());
    let mut sides = point.iter().zip(low).zip(high);
    sides.all(|((&x, &low), &high)| high - x <= radius && x - low <= radius)
}

#[inline(always)]
pub fn larger<T: Real>(a: T, b: T) -> T {
    if a > b { a } else { b }
}

#[inline(always)]
pub fn smaller<T: Real>(a: T, b: T) -> T {
    if a < b { a } else { b }
}
