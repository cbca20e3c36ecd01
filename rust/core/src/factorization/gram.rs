//! The Gram matrix `X^T X`, in double precision whatever X is, or nearly so at twice the speed.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::simd::{BLOCK_ROWS, padded, syrk};
use crate::{Error, Exec, Real, Result};

/// Rows of a chunk: its share of the work is far above that of merging its result.
const CHUNK_ROWS: usize = 1024;

/// More chunks than this would need more memory for their results than it is worth.
const MAX_CHUNKS: usize = 64;

/// Rows whose products are summed in the precision they have; such sums are added in double precision,
/// which takes 3 to 5 % of the time.
const SUM_ROWS: usize = 256;

/// `x^T x` of `n_rows` rows of `d`, upper triangle and zeros, in the layout of `simd/tile.rs`. Refuses NaN
/// and infinities, naming `x` by `name`.
pub(crate) fn gram<T: Real>(exec: &Exec, name: &str, x: &[T], d: usize) -> Result<Vec<f64>> {
    let total = gram_in::<T, f64>(exec, x, d)?;
    if diagonal(&total, d).any(|x| !x.is_finite()) {
        return Err(not_finite(name, x, d));
    }
    Ok(total)
}

/// The same with products, and sums of a few hundred of them, in the precision of `x`: for who can tell
/// whether that is enough. In single precision, expect an element to be off by 1e-7 of the geometric mean of
/// its diagonal elements, and less where there are many rows.
pub(super) fn quick_gram<T: Real>(exec: &Exec, name: &str, x: &[T], d: usize) -> Result<Vec<f64>> {
    /// What squares of single precision have all their digits in.
    const TAME: std::ops::Range<f64> = 1e-24..1e36;
    let total = gram_in::<T, T>(exec, x, d)?;
    if diagonal(&total, d).all(|x| TAME.contains(&x)) {
        return Ok(total);
    }
    gram(exec, name, x, d)
}

fn diagonal(gram: &[f64], d: usize) -> impl Iterator<Item = f64> {
    (0..d).map(move |i| gram[i * padded(d) + i])
}

/// With sums of [`SUM_ROWS`] products in the precision `P`.
fn gram_in<T: Real, P: Real>(exec: &Exec, x: &[T], d: usize) -> Result<Vec<f64>> {
    let stride = padded(d);
    let n_rows = x.len() / d;
    let chunks = Chunks::new(n_rows, CHUNK_ROWS.max(n_rows.div_ceil(MAX_CHUNKS)));
    let parts = exec.map_chunks(chunks, |_, rows| {
        let mut total = filled(product(&[stride, stride])?, 0.0)?;
        let mut sum = filled(total.len(), P::ZERO)?;
        let mut block = filled(product(&[BLOCK_ROWS, stride])?, P::ZERO)?;
        for x in x[rows.start * d..rows.end * d].chunks(SUM_ROWS * d) {
            exec.check()?;
            dispatch!(exec.level(), simd => add(simd, x, d, &mut block, &mut sum, &mut total));
        }
        Ok(total)
    })?;
    let mut total = filled(product(&[stride, stride])?, 0.0)?;
    for part in parts {
        total.iter_mut().zip(part).for_each(|(total, part)| *total += part);
    }
    Ok(total)
}

/// `total += x^T x`, upper triangle, by way of `block` and `sum`.
#[simd]
fn add<S: Simd, T: Real, P: Real>(
    simd: S,
    x: &[T],
    d: usize,
    block: &mut [P],
    sum: &mut [P],
    total: &mut [f64],
) {
    sum.fill(P::ZERO);
    for x in x.chunks(BLOCK_ROWS * d) {
        for (to, from) in block.chunks_exact_mut(padded(d)).zip(x.chunks_exact(d)) {
            for (to, from) in to.iter_mut().zip(from) {
                *to = P::from_f64(from.to_f64());
            }
        }
        syrk(simd, d, &block[..x.len() / d * padded(d)], sum);
    }
    let stride = padded(d);
    let rows = total.chunks_exact_mut(stride).zip(sum.chunks_exact(stride));
    for (i, (total, sum)) in rows.enumerate() {
        for (total, sum) in total[i..].iter_mut().zip(&sum[i..]) {
            *total += sum.to_f64();
        }
    }
}

fn not_finite<T: Real>(name: &str, x: &[T], d: usize) -> Error {
    match x.iter().position(|x| !x.is_finite()) {
        Some(at) => Error::domain(format!(
            "{name}: values must be finite, got {} at ({}, {})",
            x[at].to_f64(),
            at / d,
            at % d
        )),
        None => Error::domain(format!("{name}: squares of values must not overflow")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Level, available_levels};

    #[test]
    fn many_chunks_add_up() {
        let exec = Exec::serial(Level::baseline());
        let n_rows = MAX_CHUNKS * CHUNK_ROWS + 5;
        let x: Vec<f32> = (0..2 * n_rows).map(|i| if i % 2 == 0 { 1.0 } else { 2.0 }).collect();
        let got = gram(&exec, "x", &x, 2).unwrap();
        let n = n_rows as f64;
        assert_eq!([got[0], got[1], got[padded(2) + 1]], [n, 2.0 * n, 4.0 * n]);
    }

    #[test]
    fn whole_numbers_are_summed_exactly_in_their_own_precision() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let (n, d) = (SUM_ROWS + 3, 33);
            let x: Vec<f32> = (0..n * d).map(|i| (i * 7 % 13) as f32 - 6.0).collect();
            let got = quick_gram(&exec, "x", &x, d).unwrap();
            assert_eq!(got, gram(&exec, "x", &x, d).unwrap());
            for (i, row) in got.chunks_exact(padded(d)).enumerate() {
                assert!(row[..i.min(d)].iter().all(|&below| below == 0.0), "{i}");
            }
        }
    }

    #[test]
    fn squares_beyond_single_precision_are_summed_in_double() {
        let exec = Exec::serial(Level::baseline());
        for x in [1e-25_f32, 1e25] {
            let got = quick_gram(&exec, "x", &[x], 1).unwrap();
            assert_eq!(got[0], f64::from(x) * f64::from(x));
        }
        assert!(quick_gram(&exec, "x", &[f32::NAN], 1).is_err());
    }
}
