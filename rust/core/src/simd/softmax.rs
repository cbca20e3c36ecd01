//! `e^(x - max) / sum of e^(x - max)` of a row, or of many columns beside each other.
//!
//! The simple loop: the largest x; `y = e^(x - largest)` and the sum of y; y divided by the sum.
//! 1. What rounding takes from `x - largest` goes into the exponential (`exp_of_difference`), the sum is
//!    compensated, and its reciprocal has two parts: the result is within 2 ulp of the true softmax,
//!    however long the row and however far x from the largest. In working precision each x that is 50
//!    below the largest alone costs 50 half ulps.
//! 2. Sums begin with 1 a lane, which no term exceeds: then three additions keep what rounding takes
//!    (Dekker's sum, where terms in any order need Knuth's six). It is taken off in the end.
//! 3. The tail of a row is filled up with its largest value, an ordinary number for the exponential;
//!    -inf would be none.
//! 4. Short rows are turned on their side, 16 at a time, and become columns: no lane is added to its
//!    neighbour, and there are no tails.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::exp::{ExpReal, exp_of_difference};
use super::map::{LONGEST, load, load_or, store};
use crate::Real;

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// A sum in two parts that do not overlap.
#[derive(Clone, Copy, Debug)]
pub struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    /// Of nothing.
    pub const ZERO: Self = Self { high: 0.0, low: 0.0 };

    /// The sum and what rounding takes from it (Knuth 1969).
    #[inline(always)]
    fn plus(self, x: f64) -> Self {
        let high = self.high + x;
        let back = high - self.high;
        Self { high, low: self.low + ((self.high - (high - back)) + (x - back)) }
    }

    /// The sum of two.
    #[inline(always)]
    pub fn merge(self, other: Self) -> Self {
        self.plus(other.high).plus(other.low)
    }

    /// `1 / sum` in two parts of type `T`.
    #[inline(always)]
    pub fn reciprocal<T: Real>(self) -> [T; 2] {
        let head = 1.0 / self.high;
        // Exact but for its last rounding; the product in one step, or it would be 0 - 0.
        let rest = head.mul_add(-self.high, 1.0) - head * self.low;
        let high = T::from_f64(head);
        [high, T::from_f64((head - high.to_f64()) + head * rest)]
    }
}

/// The largest value of `x`; NaN counts as nothing, for it spoils the row anyway.
#[simd]
pub fn largest<S: Simd, T: Real>(simd: S, x: &[T]) -> T {
    const UNROLL: usize = 4;
    let len = V::<S, T>::LEN;
    let mut best = [V::<S, T>::splat(simd, -T::INFINITY); UNROLL];
    let mut blocks = x.chunks_exact(UNROLL * len);
    for block in &mut blocks {
        for (best, x) in best.iter_mut().zip(block.chunks_exact(len)) {
            *best = larger::<S, T>(V::<S, T>::from_slice(simd, x), *best);
        }
    }
    let [a, b, c, d] = best;
    let mut best = larger::<S, T>(larger::<S, T>(a, b), larger::<S, T>(c, d));
    for x in blocks.remainder().chunks(len) {
        best = larger::<S, T>(load_or(simd, x, -T::INFINITY), best);
    }
    best.reduce_max()
}

#[inline(always)]
fn larger<S: Simd, T: Real>(a: V<S, T>, b: V<S, T>) -> V<S, T> {
    a.simd_gt(b).select(a, b)
}

/// `x = e^(x - largest)`; their sum.
#[simd]
pub fn exponentials<S: Simd, T: ExpReal>(simd: S, x: &mut [T], largest: T) -> Sum {
    let shift = V::<S, T>::splat(simd, largest);
    let mut lanes = Lanes::<S, T>::new(simd);
    for x in x.chunks_mut(V::<S, T>::LEN) {
        let y = exp_of_difference::<S, T>(simd, load_or(simd, x, largest), shift);
        store(y, x);
        lanes.add(if x.len() == V::<S, T>::LEN { y } else { load_or(simd, x, T::ZERO) });
    }
    lanes.total()
}

/// `x = x times reciprocal`, a number in two parts.
#[simd]
pub fn scale<S: Simd, T: Real>(simd: S, x: &mut [T], reciprocal: [T; 2]) {
    let [high, low] = reciprocal.map(|part| V::<S, T>::splat(simd, part));
    for x in x.chunks_mut(V::<S, T>::LEN) {
        let y = load(simd, x);
        store(y.mul_add(high, y * low), x);
    }
}

/// Rows up to this long are turned on their side.
pub const SHORT: usize = 64;

/// The softmax of every row of `len` elements, in place.
#[simd]
pub fn softmax_rows<S: Simd, T: ExpReal>(simd: S, x: &mut [T], len: usize) {
    if len <= SHORT {
        return short_rows(simd, x, len);
    }
    for row in x.chunks_exact_mut(len) {
        let largest = largest(simd, row);
        let sum = exponentials(simd, row, largest);
        scale(simd, row, sum.reciprocal());
    }
}

#[inline(always)]
fn short_rows<S: Simd, T: ExpReal>(simd: S, x: &mut [T], len: usize) {
    let mut turned = [[T::ZERO; LONGEST]; SHORT];
    let turned = &mut turned[..len];
    for rows in x.chunks_mut(LONGEST * len) {
        for (r, row) in rows.chunks_exact(len).enumerate() {
            turned.iter_mut().zip(row).for_each(|(column, &x)| column[r] = x);
        }
        softmax_columns(simd, turned);
        for (r, row) in rows.chunks_exact_mut(len).enumerate() {
            turned.iter().zip(row).for_each(|(column, x)| *x = column[r]);
        }
    }
}

/// Compensated sums of numbers in [0, 1], a lane each.
#[derive(Clone, Copy)]
struct Lanes<S: Simd, T: ExpReal> {
    high: V<S, T>,
    low: V<S, T>,
}

impl<S: Simd, T: ExpReal> Lanes<S, T> {
    #[inline(always)]
    fn new(simd: S) -> Self {
        Self { high: V::<S, T>::splat(simd, T::ONE), low: V::<S, T>::splat(simd, T::ZERO) }
    }

    #[inline(always)]
    fn add(&mut self, y: V<S, T>) {
        let high = self.high + y;
        self.low += y - (high - self.high);
        self.high = high;
    }

    /// The sum of all lanes.
    #[inline(always)]
    fn total(&self) -> Sum {
        let mut sum = Sum::ZERO.plus(-(V::<S, T>::LEN as f64));
        for (&high, &low) in self.high.as_slice().iter().zip(self.low.as_slice()) {
            sum = sum.plus(high.to_f64());
            sum.low += low.to_f64();
        }
        Sum::ZERO.plus(sum.high).plus(sum.low)
    }

    /// The reciprocal of each lane, in two parts.
    #[inline(always)]
    fn reciprocals(&self, simd: S) -> [V<S, T>; 2] {
        let one = V::<S, T>::splat(simd, T::ONE);
        let first = self.high - one;
        let low = self.low + ((self.high - first) - one);
        let high = first + low;
        let low = low - (high - first);
        let head = one / high;
        let rest = head.mul_add_precise(-high, one) - head * low;
        [head, head * rest]
    }
}

/// Columns that go through together, where there are more: a row of them is long enough to be fetched
/// ahead, and 100 rows stay in the second cache.
pub const COLUMNS: usize = 128;

/// The softmax down each column, in place; `rows` are equally long.
#[simd]
pub fn softmax_columns<S: Simd, T: ExpReal, R: AsRef<[T]> + AsMut<[T]>>(simd: S, rows: &mut [R]) {
    let width = rows.first().map_or(0, |row| row.as_ref().len());
    for first in (0..width).step_by(V::<S, T>::LEN) {
        let columns = first..width.min(first + V::<S, T>::LEN);
        let mut best = V::<S, T>::splat(simd, -T::INFINITY);
        for row in rows.iter() {
            best = larger::<S, T>(load(simd, &row.as_ref()[columns.clone()]), best);
        }
        let mut lanes = Lanes::<S, T>::new(simd);
        for row in rows.iter_mut() {
            let row = &mut row.as_mut()[columns.clone()];
            let y = exp_of_difference::<S, T>(simd, load(simd, row), best);
            lanes.add(y);
            store(y, row);
        }
        let [high, low] = lanes.reciprocals(simd);
        for row in rows.iter_mut() {
            let row = &mut row.as_mut()[columns.clone()];
            let y = load(simd, row);
            store(y.mul_add(high, y * low), row);
        }
    }
}

/// The largest value of each column of `rows`, which are as long as `best`.
#[simd]
pub fn largest_columns<S: Simd, T: Real>(simd: S, rows: &[T], best: &mut [T]) {
    let width = best.len();
    for (at, best) in best.chunks_mut(V::<S, T>::LEN).enumerate() {
        let first = at * V::<S, T>::LEN;
        let mut most = V::<S, T>::splat(simd, -T::INFINITY);
        for row in rows.chunks_exact(width) {
            most = larger::<S, T>(load(simd, &row[first..first + best.len()]), most);
        }
        store(most, best);
    }
}

/// `x = e^(x - largest)`; the sum of each column.
#[simd]
pub fn exponentials_columns<S: Simd, T: ExpReal>(
    simd: S,
    rows: &mut [T],
    largest: &[T],
    sums: &mut [Sum],
) {
    let width = largest.len();
    for (at, sums) in sums.chunks_mut(V::<S, T>::LEN).enumerate() {
        let columns = at * V::<S, T>::LEN..at * V::<S, T>::LEN + sums.len();
        let shift = load(simd, &largest[columns.clone()]);
        let mut lanes = Lanes::<S, T>::new(simd);
        for row in rows.chunks_exact_mut(width) {
            let row = &mut row[columns.clone()];
            let y = exp_of_difference::<S, T>(simd, load(simd, row), shift);
            lanes.add(y);
            store(y, row);
        }
        let parts = lanes.high.as_slice().iter().zip(lanes.low.as_slice());
        for (sum, (&high, &low)) in sums.iter_mut().zip(parts) {
            *sum = Sum::ZERO.plus(high.to_f64()).plus(-1.0).plus(low.to_f64());
        }
    }
}

/// Each column times its reciprocal, a number in two parts.
#[simd]
pub fn scale_columns<S: Simd, T: Real>(simd: S, rows: &mut [T], reciprocals: [&[T]; 2]) {
    let [high, low] = reciprocals;
    for row in rows.chunks_exact_mut(high.len()) {
        let parts = high.chunks(V::<S, T>::LEN).zip(low.chunks(V::<S, T>::LEN));
        for (x, (high, low)) in row.chunks_mut(V::<S, T>::LEN).zip(parts) {
            let y = load(simd, x);
            store(y.mul_add(load(simd, high), y * load(simd, low)), x);
        }
    }
}
