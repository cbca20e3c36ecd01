//! Solves `U^T U x = b` with the factor of `cholesky.rs`.
//!
//! The simple loops: forward `y[i] = b[i] / u[i, i]; b[i + 1:] -= y[i] u[i, i + 1:]`, then backward
//! `x[i] = (y[i] - u[i, i + 1:] . x[i + 1:]) / u[i, i]`. Element by element each waits for the one
//! before; in blocks of eight, the chain is within a block only and the rest is vectors.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::{len, padded};
use crate::Real;

/// Unknowns solved for at once: divides every padded order.
const BLOCK: usize = 8;

/// Overwrites `b` (of length `padded(n)`, zero from `n` on) with the solution.
#[simd]
pub fn solve<S: Simd, T: Real>(simd: S, n: usize, u: &[T], b: &mut [T]) {
    let stride = padded(n);
    let b = &mut b[..stride];
    for top in (0..n).step_by(BLOCK) {
        let block = &u[top * stride..(top + BLOCK) * stride];
        let y = forward(corner(block, stride, top), part(b, top));
        eliminate(simd, block, first::<S, T>(top), &y, b);
        b[top..top + BLOCK].copy_from_slice(&y);
    }
    for top in (0..n).step_by(BLOCK).rev() {
        let block = &u[top * stride..(top + BLOCK) * stride];
        let mut y = part(b, top);
        b[top..top + BLOCK].fill(T::ZERO);
        subtract(simd, block, first::<S, T>(top), b, &mut y);
        b[top..top + BLOCK].copy_from_slice(&backward(corner(block, stride, top), y));
    }
}

/// Where the vector that holds column `top` begins: what lies before it in the block is zero.
#[inline(always)]
fn first<S: Simd, T: Real>(top: usize) -> usize {
    top / len::<S, T>() * len::<S, T>()
}

#[inline(always)]
fn part<T: Real>(x: &[T], at: usize) -> [T; BLOCK] {
    let mut part = [T::ZERO; BLOCK];
    part.copy_from_slice(&x[at..at + BLOCK]);
    part
}

#[inline(always)]
fn corner<T: Real>(block: &[T], stride: usize, top: usize) -> [[T; BLOCK]; BLOCK] {
    let mut corner = [[T::ZERO; BLOCK]; BLOCK];
    for (r, row) in corner.iter_mut().enumerate() {
        *row = part(block, r * stride + top);
    }
    corner
}

/// The block's own unknowns. Zeros left of the diagonal allow whole rows, which become vectors.
#[inline(always)]
fn forward<T: Real>(u: [[T; BLOCK]; BLOCK], mut y: [T; BLOCK]) -> [T; BLOCK] {
    for r in 0..BLOCK {
        let known = y[r] * u[r][r];
        for q in 0..BLOCK {
            y[q] -= known * u[r][q];
        }
        y[r] = known;
    }
    y
}

/// The block's own unknowns from the last to the first; the latest enters last, so that it is not
/// waited for.
#[inline(always)]
fn backward<T: Real>(u: [[T; BLOCK]; BLOCK], mut y: [T; BLOCK]) -> [T; BLOCK] {
    for r in (0..BLOCK).rev() {
        for q in (r + 1..BLOCK).rev() {
            y[r] -= u[r][q] * y[q];
        }
        y[r] *= u[r][r];
    }
    y
}

/// `b -= y^T block` from column `first` on.
#[inline(always)]
fn eliminate<S: Simd, T: Real>(simd: S, block: &[T], first: usize, y: &[T; BLOCK], b: &mut [T]) {
    let (len, stride) = (len::<S, T>(), b.len());
    let y = y.map(|y| T::Native::<S>::splat(simd, -y));
    for column in (first..stride).step_by(len) {
        let mut sum = T::Native::<S>::from_slice(simd, &b[column..column + len]);
        for (r, &y) in y.iter().enumerate() {
            let u = T::Native::<S>::from_slice(simd, &block[r * stride + column..][..len]);
            sum = y.mul_add(u, sum);
        }
        sum.store_slice(&mut b[column..column + len]);
    }
}

/// `y -= block x` from column `first` on; `x` is zero in the block's own columns.
#[inline(always)]
fn subtract<S: Simd, T: Real>(simd: S, block: &[T], first: usize, x: &[T], y: &mut [T; BLOCK]) {
    let (len, stride) = (len::<S, T>(), x.len());
    let mut sums = [T::Native::<S>::splat(simd, T::ZERO); BLOCK];
    for column in (first..stride).step_by(len) {
        let x = T::Native::<S>::from_slice(simd, &x[column..column + len]);
        for (r, sum) in sums.iter_mut().enumerate() {
            let u = T::Native::<S>::from_slice(simd, &block[r * stride + column..][..len]);
            *sum = x.mul_add(u, *sum);
        }
    }
    for (y, sum) in y.iter_mut().zip(sums) {
        *y -= sum.reduce_sum();
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::super::cholesky::factor;
    use super::*;
    use crate::simd::available_levels;

    /// Diagonally dominant, no two rows alike.
    fn entry(i: usize, j: usize) -> f64 {
        let (i, j) = (i.min(j), i.max(j));
        if i == j { 10.0 + i as f64 } else { ((i * 5 + j * 3) % 7) as f64 / 7.0 - 0.4 }
    }

    fn matrix<T: Real>(n: usize) -> Vec<T> {
        let stride = padded(n);
        let mut a = vec![T::ZERO; stride * stride];
        for i in 0..n {
            for j in i..n {
                a[i * stride + j] = T::from_f64(entry(i, j));
            }
        }
        a
    }

    fn check<T: Real>(tolerance: f64) {
        for level in available_levels() {
            for n in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 47, 48, 49, 64, 65, 130] {
                let mut a = matrix::<T>(n);
                assert_eq!(dispatch!(level, simd => factor(simd, n, &mut a)), Ok(()));
                let mut b = vec![T::ZERO; padded(n)];
                for (i, b) in b[..n].iter_mut().enumerate() {
                    let exact = (0..n).map(|j| entry(i, j) * (j as f64 - 1.5)).sum();
                    *b = T::from_f64(exact);
                }
                dispatch!(level, simd => solve(simd, n, &a, &mut b));
                for (j, x) in b[..n].iter().enumerate() {
                    let want = j as f64 - 1.5;
                    let error = (x.to_f64() - want).abs();
                    assert!(error <= tolerance * n as f64, "{j} of {n}: {x:?}, want {want}");
                }
                assert!(b[n..].iter().all(|&x| x == T::ZERO));
            }
        }
    }

    #[test]
    fn solves_what_was_multiplied() {
        check::<f64>(1e-14);
        check::<f32>(1e-5);
    }

    #[test]
    fn the_first_bad_pivot_is_named() {
        for level in available_levels() {
            for (n, bad) in [(1, 0), (20, 0), (20, 7), (20, 8), (20, 19), (65, 64)] {
                for value in [-1.0, 0.0, f64::NAN, f64::INFINITY] {
                    let mut a = matrix::<f64>(n);
                    a[bad * padded(n) + bad] = value;
                    assert_eq!(dispatch!(level, simd => factor(simd, n, &mut a)), Err(bad));
                }
                // A row equal to the one before is singular but for rounding.
                if bad > 0 {
                    let mut a = vec![0.0; padded(n) * padded(n)];
                    let value = |i: usize, k: usize| {
                        let i = if i == bad { bad - 1 } else { i };
                        if i == k { 1.0 } else { 0.1 / (1.0 + i as f64 + k as f64) }
                    };
                    for i in 0..n {
                        for j in i..n {
                            a[i * padded(n) + j] = (0..n).map(|k| value(i, k) * value(j, k)).sum();
                        }
                    }
                    assert_eq!(dispatch!(level, simd => factor(simd, n, &mut a)), Err(bad));
                }
            }
        }
    }
}
