//! `y += X^T (b - X p)`: a step of every method that solves least squares without their matrix.
//!
//! The simple loop: `for x in rows: t = b - x . p; y += t x`. Eight rows at a time, so that their scalar
//! products hide each other's latency, and `y` is loaded and stored once for all; X is read once. The
//! eight sums of lanes are taken together (`across.rs`). One row at
//! a time is several times slower, so rows of zeros fill the last eight. Products alone take any number.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::across::across;
use super::tile::len;
use crate::Real;

/// Rows taken together.
pub const RESIDUAL_ROWS: usize = ROWS;

const ROWS: usize = 8;

/// Adds for the rows of `x`, whole eights of them, each as long as `p` and `y` (whole vectors); `products`
/// become the `x . p`.
#[simd]
pub fn add_residual<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    b: &[T],
    p: &[T],
    y: &mut [T],
    products: &mut [T],
) {
    let blocks = x.chunks_exact(ROWS * p.len()).zip(b.chunks_exact(ROWS));
    for ((x, b), products) in blocks.zip(products.chunks_exact_mut(ROWS)) {
        dot_rows::<S, T, ROWS>(simd, x, p, products);
        let mut t = [T::ZERO; ROWS];
        for ((t, &product), &b) in t.iter_mut().zip(&*products).zip(b) {
            *t = b - product;
        }
        combine_rows::<S, T>(simd, x, &t, y);
    }
}

/// `y += X^T t`, for whole eights of rows.
#[simd]
pub fn add_combination<S: Simd, T: Real>(simd: S, x: &[T], t: &[T], y: &mut [T]) {
    for (x, t) in x.chunks_exact(ROWS * y.len()).zip(t.as_chunks::<ROWS>().0) {
        combine_rows::<S, T>(simd, x, t, y);
    }
}

/// `y` plus the eight rows of `x`, each times its `t`.
#[inline(always)]
fn combine_rows<S: Simd, T: Real>(simd: S, x: &[T], t: &[T; ROWS], y: &mut [T]) {
    let (len, stride) = (len::<S, T>(), y.len());
    let mut factors = [T::Native::<S>::splat(simd, T::ZERO); ROWS];
    for (factor, &t) in factors.iter_mut().zip(t) {
        *factor = T::Native::<S>::splat(simd, t);
    }
    for (v, y) in y.chunks_exact_mut(len).enumerate() {
        let mut sum = T::Native::<S>::from_slice(simd, y);
        for (r, factor) in factors.iter().enumerate() {
            sum = T::Native::<S>::from_slice(simd, &x[r * stride + v * len..][..len])
                .mul_add(*factor, sum);
        }
        sum.store_slice(y);
    }
}

/// The `x . p` of the rows of `x`, each as long as `p`: whole vectors.
#[simd]
pub fn dots<S: Simd, T: Real>(simd: S, x: &[T], p: &[T], products: &mut [T]) {
    let stride = p.len();
    let together = products.len() / ROWS * ROWS;
    let (eights, ones) = products.split_at_mut(together);
    for (x, products) in x.chunks_exact(ROWS * stride).zip(eights.chunks_exact_mut(ROWS)) {
        dot_rows::<S, T, ROWS>(simd, x, p, products);
    }
    for (x, products) in x[together * stride..].chunks_exact(stride).zip(ones.chunks_mut(1)) {
        dot_rows::<S, T, 1>(simd, x, p, products);
    }
}

#[inline(always)]
fn dot_rows<S: Simd, T: Real, const N: usize>(simd: S, x: &[T], p: &[T], products: &mut [T]) {
    let (len, stride) = (len::<S, T>(), p.len());
    let mut sums = [T::Native::<S>::splat(simd, T::ZERO); N];
    for (v, p) in p.chunks_exact(len).enumerate() {
        let p = T::Native::<S>::from_slice(simd, p);
        for (r, sum) in sums.iter_mut().enumerate() {
            *sum = T::Native::<S>::from_slice(simd, &x[r * stride + v * len..][..len])
                .mul_add(p, *sum);
        }
    }
    across::<S, T>(&mut sums, products);
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::{available_levels, padded};

    #[test]
    fn it_is_the_simple_loop() {
        for level in available_levels() {
            for (n, d) in [(0, 1), (8, 1), (8, 17), (16, 48), (24, 130)] {
                let stride = padded(d);
                let x: Vec<f64> = (0..n * stride).map(|i| ((i * 7) % 11) as f64 - 5.0).collect();
                let b: Vec<f64> = (0..n).map(|i| i as f64).collect();
                let p: Vec<f64> = (0..stride).map(|i| ((i * 3) % 5) as f64 - 2.0).collect();
                let mut want = vec![1.0; stride];
                for (x, b) in x.chunks_exact(stride).zip(&b) {
                    let t = b - x.iter().zip(&p).map(|(x, p)| x * p).sum::<f64>();
                    want.iter_mut().zip(x).for_each(|(y, x)| *y += t * x);
                }
                let products: Vec<f64> = x
                    .chunks_exact(stride)
                    .map(|x| x.iter().zip(&p).map(|(x, p)| x * p).sum())
                    .collect();
                let (mut got, mut along, mut alone) =
                    (vec![1.0; stride], vec![0.0; n], vec![0.0; n]);
                dispatch!(level, simd => add_residual(simd, &x, &b, &p, &mut got, &mut along));
                let (few, rest) = alone.split_at_mut(n.min(3));
                dispatch!(level, simd => dots(simd, &x, &p, few));
                dispatch!(level, simd => dots(simd, &x[few.len() * stride..], &p, rest));
                let residuals: Vec<f64> = b.iter().zip(&products).map(|(b, p)| b - p).collect();
                let mut combined = vec![1.0; stride];
                dispatch!(level, simd => add_combination(simd, &x, &residuals, &mut combined));
                // Small whole numbers: exact in any order.
                assert_eq!([got, combined], [want.clone(), want]);
                assert_eq!([along, alone], [products.clone(), products]);
            }
        }
    }
}
