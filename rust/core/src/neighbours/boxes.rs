//! Bounding boxes: how near and how far their points can be.

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

/// The distance no point of the box exceeds.
#[inline(always)]
pub fn farthest<T: Real>(bounds: &[T], point: &[T]) -> T {
    let (low, high) = bounds.split_at(point.len());
    let mut distance = T::ZERO;
    for ((&x, &low), &high) in point.iter().zip(low).zip(high) {
        distance = larger(distance, larger(high - x, x - low));
    }
    distance
}

#[inline(always)]
pub fn larger<T: Real>(a: T, b: T) -> T {
    if a > b { a } else { b }
}

#[inline(always)]
pub fn smaller<T: Real>(a: T, b: T) -> T {
    if a < b { a } else { b }
}
