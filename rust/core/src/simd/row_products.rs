//! `C = X X^T` for a few long rows, lower triangle.
//!
//! The simple loop: `for i in 0..n: for j in 0..=i: c[i, j] = x_i . x_j`. Each product ends in a sum across
//! the lanes of a vector, which costs as much as the product itself where rows have a hundred elements.
//!
//! 1. Products of four rows and four others are computed together: eight loads serve sixteen
//!    multiply-adds. (Four and two where there are 16 registers.)
//! 2. Their sums across lanes are taken together (`across.rs`).
//!
//! Against `syrk.rs`, which wants X on its side (`turn.rs`) and rows of C in whole vectors, these are by count
//! (not measured by itself) a third of the operations for a dozen rows of 128 elements, and as many for fifty.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::across::across;
use super::tile::{is_wide, len};
use crate::Real;

/// Rows that are taken together: `x` has whole fours, and so has `c`.
pub const PRODUCT_ROWS: usize = 4;

/// `c[i, j] = x_i . x_j` for j <= i, and for some more: `x` in rows of `stride` (a padded length), `c` in
/// rows of `order`.
#[simd]
pub fn row_products<S: Simd, T: Real>(simd: S, x: &[T], stride: usize, c: &mut [T], order: usize) {
    let n = x.len() / stride;
    for i in (0..n).step_by(PRODUCT_ROWS) {
        if is_wide::<S, T>() {
            for j in (0..=i).step_by(4) {
                block::<S, T, 4>(simd, x, stride, (i, j), c, order);
            }
        } else {
            for j in (0..i + PRODUCT_ROWS).step_by(2) {
                block::<S, T, 2>(simd, x, stride, (i, j), c, order);
            }
        }
    }
}

/// The products of rows `i..i + 4` and `j..j + COLUMNS`.
#[inline(always)]
fn block<S: Simd, T: Real, const COLUMNS: usize>(
    simd: S,
    x: &[T],
    stride: usize,
    (i, j): (usize, usize),
    c: &mut [T],
    order: usize,
) {
    let len = len::<S, T>();
    let left = &x[i * stride..][..PRODUCT_ROWS * stride];
    let right = &x[j * stride..][..COLUMNS * stride];
    let mut sums = [T::Native::<S>::splat(simd, T::ZERO); MAX_SUMS];
    for at in (0..stride).step_by(len) {
        let mut vectors = [T::Native::<S>::splat(simd, T::ZERO); COLUMNS];
        for (column, vector) in vectors.iter_mut().enumerate() {
            *vector = T::Native::<S>::from_slice(simd, &right[column * stride + at..][..len]);
        }
        for (row, sums) in sums.chunks_exact_mut(COLUMNS).take(PRODUCT_ROWS).enumerate() {
            let x = T::Native::<S>::from_slice(simd, &left[row * stride + at..][..len]);
            for (sum, &vector) in sums.iter_mut().zip(&vectors) {
                *sum = x.mul_add(vector, *sum);
            }
        }
    }
    let mut products = [T::ZERO; MAX_SUMS];
    let count = PRODUCT_ROWS * COLUMNS;
    across::<S, T>(&mut sums[..count], &mut products[..count]);
    for (row, products) in products[..count].chunks_exact(COLUMNS).enumerate() {
        c[(i + row) * order + j..][..COLUMNS].copy_from_slice(products);
    }
}

/// Sums of a block at most.
const MAX_SUMS: usize = 16;

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::{available_levels, padded};

    fn check<T: Real>() {
        for level in available_levels() {
            for (rows, d) in [(4, 1), (4, 16), (8, 17), (12, 64), (20, 130), (32, 48)] {
                let (stride, order) = (padded(d), rows + 4);
                let value = |i: usize, k: usize| ((i * 7 + k * 3) % 11) as f64 - 4.0;
                let mut x = vec![T::ZERO; rows * stride];
                for i in 0..rows {
                    for k in 0..d {
                        x[i * stride + k] = T::from_f64(value(i, k));
                    }
                }
                let mut c = vec![T::ONE; order * order];
                dispatch!(level, simd => row_products(simd, &x, stride, &mut c, order));
                for i in 0..rows {
                    for j in 0..=i {
                        let want: f64 = (0..d).map(|k| value(i, k) * value(j, k)).sum();
                        assert_eq!(c[i * order + j].to_f64(), want, "({i}, {j}) of {rows}, {d}");
                    }
                }
                assert!(c[rows * order..].iter().all(|&c| c == T::ONE));
            }
        }
    }

    #[test]
    fn whole_numbers_give_exact_products() {
        check::<f32>();
        check::<f64>();
    }
}
