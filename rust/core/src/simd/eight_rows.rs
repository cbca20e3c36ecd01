//! Eight rows with one vector: their scalar products, and their sum with weights.
//!
//! The simple loops: `for r in 0..8: products[r] = x[r] . p` and `for r in 0..8: y += t[r] x[r]`. The rows lie
//! anywhere. Eight at a time, their scalar products hide each other's latency, their sums of lanes are taken
//! together (`across.rs`), and `y` is loaded and stored once for all. One row at a time is several times
//! slower.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::across::across;
use super::tile::len;
use crate::Real;

/// Rows taken together.
pub const EIGHT: usize = 8;

/// `products[r] = x[r] . p`; each row is as long as `p`: whole vectors.
#[inline(always)]
pub fn eight_dots<S: Simd, T: Real>(
    simd: S,
    x: &[&[T]; EIGHT],
    p: &[T],
    products: &mut [T; EIGHT],
) {
    dot_rows::<S, T, EIGHT>(simd, x, p, products);
}

/// `y += sum of t[r] x[r]`; each row is as long as `y`: whole vectors.
#[inline(always)]
pub fn add_eight<S: Simd, T: Real>(simd: S, x: &[&[T]; EIGHT], t: &[T; EIGHT], y: &mut [T]) {
    let len = len::<S, T>();
    let mut rows = *x;
    rows.iter_mut().for_each(|x| *x = &x[..y.len()]);
    let mut factors = [T::Native::<S>::splat(simd, T::ZERO); EIGHT];
    for (factor, &t) in factors.iter_mut().zip(t) {
        *factor = T::Native::<S>::splat(simd, t);
    }
    for (v, y) in y.chunks_exact_mut(len).enumerate() {
        let mut sum = T::Native::<S>::from_slice(simd, y);
        for (x, factor) in rows.iter().zip(&factors) {
            sum = T::Native::<S>::from_slice(simd, &x[v * len..][..len]).mul_add(*factor, sum);
        }
        sum.store_slice(y);
    }
}

/// The `x . p` of the rows of `x`, which lie one after the other, each as long as `p`: whole vectors.
#[simd]
pub fn dots<S: Simd, T: Real>(simd: S, x: &[T], p: &[T], products: &mut [T]) {
    let stride = p.len();
    let (eights, ones) = products.as_chunks_mut::<EIGHT>();
    let (in_eights, in_ones) = x.split_at(eights.len() * EIGHT * stride);
    for (x, products) in in_eights.chunks_exact(EIGHT * stride).zip(eights) {
        let mut rows = [&[][..]; EIGHT];
        rows.iter_mut().zip(x.chunks_exact(stride)).for_each(|(row, x)| *row = x);
        eight_dots(simd, &rows, p, products);
    }
    for (x, product) in in_ones.chunks_exact(stride).zip(ones) {
        let mut of_one = [T::ZERO];
        dot_rows::<S, T, 1>(simd, &[x], p, &mut of_one);
        [*product] = of_one;
    }
}

#[inline(always)]
fn dot_rows<S: Simd, T: Real, const N: usize>(
    simd: S,
    x: &[&[T]; N],
    p: &[T],
    products: &mut [T; N],
) {
    let len = len::<S, T>();
    let mut rows = *x;
    rows.iter_mut().for_each(|x| *x = &x[..p.len()]);
    let mut sums = [T::Native::<S>::splat(simd, T::ZERO); N];
    for (v, p) in p.chunks_exact(len).enumerate() {
        let p = T::Native::<S>::from_slice(simd, p);
        for (x, sum) in rows.iter().zip(&mut sums) {
            *sum = T::Native::<S>::from_slice(simd, &x[v * len..][..len]).mul_add(p, *sum);
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
    fn they_are_the_simple_loops() {
        for level in available_levels() {
            for (n, d) in [(0, 1), (8, 1), (8, 17), (19, 48), (24, 130)] {
                let stride = padded(d);
                let x: Vec<f64> = (0..n * stride).map(|i| ((i * 7) % 11) as f64 - 5.0).collect();
                let p: Vec<f64> = (0..stride).map(|i| ((i * 3) % 5) as f64 - 2.0).collect();
                let want: Vec<f64> = x
                    .chunks_exact(stride)
                    .map(|x| x.iter().zip(&p).map(|(x, p)| x * p).sum())
                    .collect();
                let mut products = vec![0.0; n];
                dispatch!(level, simd => dots(simd, &x, &p, &mut products));
                // Small whole numbers: exact in any order.
                assert_eq!(products, want);
                for x in x.chunks_exact(EIGHT * stride) {
                    let t = [3.0, -1.0, 0.0, 2.0, 5.0, 1.0, -4.0, 7.0];
                    let mut want = vec![1.0; stride];
                    for (x, t) in x.chunks_exact(stride).zip(&t) {
                        want.iter_mut().zip(x).for_each(|(y, x)| *y += t * x);
                    }
                    let mut rows = [&[][..]; EIGHT];
                    rows.iter_mut().zip(x.chunks_exact(stride)).for_each(|(row, x)| *row = x);
                    let mut y = vec![1.0; stride];
                    dispatch!(level, simd => combine(simd, &rows, &t, &mut y));
                    assert_eq!(y, want);
                }
            }
        }
    }

    #[simd]
    fn combine<S: Simd>(simd: S, x: &[&[f64]; EIGHT], t: &[f64; EIGHT], y: &mut [f64]) {
        add_eight(simd, x, t, y);
    }
}
