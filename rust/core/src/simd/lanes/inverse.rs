//! The inverse of general matrices by Gauss-Jordan elimination with partial pivoting, one a lane.
//!
//! The simple loop, in place:
//! ```text
//! for k in 0..n:
//!     exchange row k with the row of the largest |a[i, k]|, i >= k
//!     a[k, k] = 1 / a[k, k];  a[k, j] *= a[k, k]
//!     a[i, j] -= a[i, k] a[k, j];  a[i, k] *= -a[k, k]        (all other rows i, other columns j)
//! undo the exchanges on the columns, last first
//! ```
//! Every lane may want another row. An exchange is a selection, made only for rows that some lane wants:
//! in a group of eight that is at most eight.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::{at, lanes, put, splat, stride};
use crate::Real;

/// Inverts the matrices of order `n` in place; `pivots` is scratch of `n` vectors. The result tells, as
/// bits, the lanes that are singular: a pivot vanishes, or its reciprocal overflows.
#[simd]
pub fn invert_lanes<S: Simd, T: Real>(simd: S, n: usize, a: &mut [T], pivots: &mut [T]) -> u64 {
    let mut failed = 0;
    for k in 0..n {
        let chosen = pivot_row(simd, n, a, k);
        put::<S, T>(chosen, pivots, k);
        exchange(simd, n, a, chosen, k, |line, j| line * stride(n) + j);
        let reciprocal = splat::<S, T>(simd, T::ONE) / at::<S, T>(simd, a, k * stride(n) + k);
        failed |= (!reciprocal.is_finite()).to_bitmask();
        put::<S, T>(splat(simd, T::ONE), a, k * stride(n) + k);
        for j in 0..n {
            put::<S, T>(at::<S, T>(simd, a, k * stride(n) + j) * reciprocal, a, k * stride(n) + j);
        }
        let (above, rest) = a.split_at_mut(k * stride(n) * lanes::<S, T>());
        let (row, below) = rest.split_at_mut(stride(n) * lanes::<S, T>());
        for other in [above, below] {
            for i in 0..other.len() / row.len() {
                eliminate(simd, n, row, other, i, k);
            }
        }
    }
    for k in (0..n).rev() {
        let chosen = at(simd, pivots, k);
        exchange(simd, n, a, chosen, k, |line, j| j * stride(n) + line);
    }
    failed
}

/// Row `i` of `a` less its multiple of the pivot row `k`, which it does not contain.
#[inline(always)]
fn eliminate<S: Simd, T: Real>(simd: S, n: usize, row: &[T], a: &mut [T], i: usize, k: usize) {
    let factor = -at::<S, T>(simd, a, i * stride(n) + k);
    put::<S, T>(splat(simd, T::ZERO), a, i * stride(n) + k);
    for j in 0..n {
        let x = factor.mul_add(at::<S, T>(simd, row, j), at::<S, T>(simd, a, i * stride(n) + j));
        put::<S, T>(x, a, i * stride(n) + j);
    }
}

/// The first row from `k` on with the largest element in column `k`, in each lane.
#[inline(always)]
fn pivot_row<S: Simd, T: Real>(simd: S, n: usize, a: &[T], k: usize) -> T::Native<S> {
    let mut largest = at::<S, T>(simd, a, k * stride(n) + k).abs();
    let mut chosen = index::<S, T>(simd, k);
    for i in k + 1..n {
        let x = at::<S, T>(simd, a, i * stride(n) + k).abs();
        let larger = x.simd_gt(largest);
        largest = larger.select(x, largest);
        chosen = larger.select(index::<S, T>(simd, i), chosen);
    }
    chosen
}

/// Exchanges line `k` with the `chosen` one; element j of a line lies at `place(line, j)`.
#[inline(always)]
fn exchange<S: Simd, T: Real>(
    simd: S,
    n: usize,
    a: &mut [T],
    chosen: T::Native<S>,
    k: usize,
    place: impl Fn(usize, usize) -> usize,
) {
    if chosen.simd_eq(index::<S, T>(simd, k)).all_true() {
        return;
    }
    for i in k + 1..n {
        let here = chosen.simd_eq(index::<S, T>(simd, i));
        if here.all_false() {
            continue;
        }
        for j in 0..n {
            let x = at::<S, T>(simd, a, place(k, j));
            let y = at::<S, T>(simd, a, place(i, j));
            put::<S, T>(here.select(y, x), a, place(k, j));
            put::<S, T>(here.select(x, y), a, place(i, j));
        }
    }
}

/// A row number in all lanes: exact in every type.
#[inline(always)]
fn index<S: Simd, T: Real>(simd: S, i: usize) -> T::Native<S> {
    splat(simd, T::from_f64(i as f64))
}
