//! A matrix times a vector, `y_i = sum over k of a[i, k] x[k]`, in double precision.
//!
//! The simple loop: `for i: for k: y[i] += a[i, k] * x[k]`. It is bound by reading `a`.
//! 1. Rows: four at a time, so that `x` is loaded once for them. A row has two vectors of sums; element
//!    `k` belongs to lane `k mod (2 vectors)`.
//! 2. Columns: the same lanes, but those of a block of rows lie side by side in the nearest cache, and
//!    columns of `a` are added to them as they lie. So both layouts give the same bits.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::wide::{PAIR_MAX, load_pair, pair_len};
use crate::Real;

/// Rows that go together.
const ROWS: usize = 4;

/// Rows whose sums fit the nearest cache together: 16 lanes of 8 bytes each.
pub const GEMV_ROWS: usize = 128;

/// Adds to `y` the products of rows of `a`, `step` apart, with `x`.
#[simd]
pub fn add_rows_times<S: Simd, T: Real>(simd: S, (a, step): (&[T], usize), x: &[T], y: &mut [f64]) {
    for (index, y) in y.chunks_mut(ROWS).enumerate() {
        let last = y.len() - 1;
        let row = |r: usize| &a[(index * ROWS + r.min(last)) * step..][..x.len()];
        let rows = [row(0), row(1), row(2), row(3)];
        let mut sums = [[S::f64s::splat(simd, 0.0); 2]; ROWS];
        let whole = x.len() / pair_len::<S>() * pair_len::<S>();
        for k in (0..whole).step_by(pair_len::<S>()) {
            let x = T::widen(simd, &x[k..k + pair_len::<S>()]);
            for (sums, a) in sums.iter_mut().zip(&rows) {
                add::<S>(sums, T::widen(simd, &a[k..k + pair_len::<S>()]), x);
            }
        }
        if whole < x.len() {
            let x = load_pair(simd, &x[whole..]);
            for (sums, a) in sums.iter_mut().zip(&rows) {
                add::<S>(sums, load_pair(simd, &a[whole..]), x);
            }
        }
        for (y, sums) in y.iter_mut().zip(&sums) {
            *y += (sums[0] + sums[1]).reduce_sum();
        }
    }
}

#[inline(always)]
fn add<S: Simd>(sums: &mut [S::f64s; 2], a: [S::f64s; 2], x: [S::f64s; 2]) {
    sums[0] = a[0].mul_add(x[0], sums[0]);
    sums[1] = a[1].mul_add(x[1], sums[1]);
}

/// Adds to `y`, at most [`GEMV_ROWS`] long, the products of columns of `a`, `step` apart, with the
/// elements of `x`: the same bits as [`add_rows_times`] on the transpose.
#[simd]
pub fn add_columns_times<S: Simd, T: Real>(
    simd: S,
    (a, step): (&[T], usize),
    x: &[T],
    y: &mut [f64],
) {
    let pair = pair_len::<S>();
    let mut lanes = [[0.0; GEMV_ROWS]; PAIR_MAX];
    for (k, &x) in x.iter().enumerate() {
        let column = &a[k * step..][..y.len()];
        let lane = &mut lanes[k % pair];
        let factor = S::f64s::splat(simd, x.to_f64());
        for (lane, a) in lane.chunks_exact_mut(pair).zip(column.chunks(pair)) {
            let a = load_pair(simd, a);
            let (low, high) = lane.split_at_mut(pair / 2);
            factor.mul_add(a[0], S::f64s::from_slice(simd, low)).store_slice(low);
            factor.mul_add(a[1], S::f64s::from_slice(simd, high)).store_slice(high);
        }
    }
    for (i, y) in y.iter_mut().enumerate() {
        let mut sums = [0.0; PAIR_MAX];
        sums.iter_mut().zip(&lanes).for_each(|(sum, lane)| *sum = lane[i]);
        let [low, high] = load_pair(simd, &sums[..pair]);
        *y += (low + high).reduce_sum();
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::available_levels;

    fn check<T: Real>() {
        for level in available_levels() {
            for (m, depth) in [(1, 1), (3, 5), (4, 16), (5, 17), (128, 33), (127, 100)] {
                let value = |i: usize, k: usize| 1.0 / (1.0 + i as f64 + 3.0 * k as f64);
                let of = |at: &dyn Fn(usize) -> f64, len| -> Vec<T> {
                    (0..len).map(|i| T::from_f64(at(i))).collect()
                };
                let rows = of(&|at| value(at / depth, at % depth), m * depth);
                let columns = of(&|at| value(at % m, at / m), m * depth);
                let x = of(&|k| k as f64 - 2.5, depth);
                let (mut y, mut z) = (vec![1.0; m], vec![1.0; m]);
                dispatch!(level, simd => add_rows_times(simd, (&rows, depth), &x, &mut y));
                dispatch!(level, simd => add_columns_times(simd, (&columns, m), &x, &mut z));
                assert_eq!(y, z, "({m}, {depth})");
                for (i, y) in y.iter().enumerate() {
                    let dot = |k: usize| rows[i * depth + k].to_f64() * x[k].to_f64();
                    let want = 1.0 + (0..depth).map(dot).sum::<f64>();
                    assert!((y - want).abs() <= 1e-13 * depth as f64, "{y} {want}");
                }
            }
        }
    }

    #[test]
    fn rows_and_columns_give_the_same_bits() {
        check::<f32>();
        check::<f64>();
    }
}
