//! Four rows laid on their side: `y[k, column..column + 4] = x[.., k]`.
//!
//! The simple loop stores element by element, a row apart, which the compiler turns into scatters. Two
//! rounds of interleaving bring the four values of a column together, and each store moves four: 0.65
//! instead of 1.7 ms for the items of MovieLens (d = 64, f32, Zen 4).

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::len;
use crate::Real;

/// Rows turned at once.
pub const TURNED: usize = 4;

/// Elements of [`TURNED`] of the longest vectors.
const BUFFER: usize = 64;

/// `x` holds [`TURNED`] rows of a padded length; `y` one row of `y_stride` for each of their columns.
#[simd]
pub fn turn<S: Simd, T: Real>(simd: S, x: &[T], y: &mut [T], y_stride: usize, column: usize) {
    let len = len::<S, T>();
    let stride = x.len() / TURNED;
    let mut buffer = [T::ZERO; BUFFER];
    for (v, y) in y.chunks_mut(len * y_stride).enumerate() {
        let row = |r: usize| T::Native::<S>::from_slice(simd, &x[r * stride + v * len..][..len]);
        let (even, odd) = (row(0).interleave(row(2)), row(1).interleave(row(3)));
        let (low, high) = (even.0.interleave(odd.0), even.1.interleave(odd.1));
        for (vector, to) in [low.0, low.1, high.0, high.1].iter().zip(buffer.chunks_exact_mut(len))
        {
            vector.store_slice(to);
        }
        let fours = buffer.as_chunks::<TURNED>().0;
        for (four, y) in fours.iter().zip(y.chunks_exact_mut(y_stride)) {
            y[column..column + TURNED].copy_from_slice(four);
        }
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::{available_levels, padded};

    fn check<T: Real + PartialEq + std::fmt::Debug>() {
        for level in available_levels() {
            for n in [1, 3, 4, 15, 16, 17, 64] {
                let stride = padded(n);
                let x: Vec<T> = (0..TURNED * stride).map(|i| T::from_f64(i as f64)).collect();
                let mut y = vec![T::ZERO; n * 16];
                dispatch!(level, simd => turn(simd, &x, &mut y, 16, 8));
                for k in 0..n {
                    for r in 0..TURNED {
                        assert_eq!(y[k * 16 + 8 + r], x[r * stride + k], "({r}, {k}) of {n}");
                    }
                }
            }
        }
    }

    #[test]
    fn rows_become_columns() {
        check::<f32>();
        check::<f64>();
    }
}
