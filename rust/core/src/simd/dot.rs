//! Dot products, in double precision whatever the values are: the order of `sum.rs`.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::sum::{PAIRS, collapse, in_blocks, zeros};
use super::wide::{load_pair, pair_len};
use crate::Real;

/// `sum over i of x[i] y[i]`. The products of `f32` are exact.
#[simd]
pub fn dot<S: Simd, T: Real>(simd: S, x: &[T], y: &[T]) -> f64 {
    let n = x.len().min(y.len());
    in_blocks(n, |range| {
        let mut sums = zeros(simd);
        let (x, y) = (&x[range.clone()], &y[range]);
        let step = PAIRS * pair_len::<S>();
        for (x, y) in x.chunks(step).zip(y.chunks(step)) {
            let pairs = x.chunks(pair_len::<S>()).zip(y.chunks(pair_len::<S>()));
            for (sums, (x, y)) in sums.iter_mut().zip(pairs) {
                let (x, y) = (load_pair(simd, x), load_pair(simd, y));
                *sums = [x[0].mul_add(y[0], sums[0]), x[1].mul_add(y[1], sums[1])];
            }
        }
        collapse::<S>(sums)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    #[test]
    fn dot_products_of_whole_numbers_are_exact() {
        for level in available_levels() {
            for n in (0..70).chain([1023, 1024, 1025, 5000]) {
                let x: Vec<f64> = (0..n).map(|i| (i * 7 % 31) as f64 - 9.0).collect();
                let y: Vec<f64> = (0..n).map(|i| (i * 5 % 17) as f64 - 3.0).collect();
                let want: f64 = x.iter().zip(&y).map(|(x, y)| x * y).sum();
                assert_eq!(dispatch!(level, simd => dot(simd, &x, &y)), want);
                let [x, y] = [x, y].map(|x| x.iter().map(|&x| x as f32).collect::<Vec<_>>());
                assert_eq!(dispatch!(level, simd => dot(simd, &x, &y)), want);
            }
        }
    }
}
