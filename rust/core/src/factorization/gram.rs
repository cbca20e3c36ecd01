//! The Gram matrix `X^T X`, in double precision whatever X is.

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

/// `x^T x` of `n_rows` rows of `d`, upper triangle, in the layout of `simd/tile.rs`. Refuses NaN and
/// infinities, naming `x` by `name`.
pub(crate) fn gram<T: Real>(exec: &Exec, name: &str, x: &[T], d: usize) -> Result<Vec<f64>> {
    let stride = padded(d);
    let n_rows = x.len() / d;
    let chunks = Chunks::new(n_rows, CHUNK_ROWS.max(n_rows.div_ceil(MAX_CHUNKS)));
    let parts = exec.map_chunks(chunks, |_, rows| {
        let mut sum = filled(product(&[stride, stride])?, 0.0)?;
        let mut block = filled(product(&[BLOCK_ROWS, stride])?, 0.0)?;
        for x in x[rows.start * d..rows.end * d].chunks(BLOCK_ROWS * d) {
            exec.check()?;
            dispatch!(exec.level(), simd => add(simd, x, d, &mut block, &mut sum));
        }
        Ok(sum)
    })?;
    let mut total = filled(product(&[stride, stride])?, 0.0)?;
    for part in parts {
        total.iter_mut().zip(part).for_each(|(total, part)| *total += part);
    }
    if (0..d).any(|i| !total[i * stride + i].is_finite()) {
        return Err(not_finite(name, x, d));
    }
    Ok(total)
}

/// `sum += x^T x`, by way of `block`.
#[simd]
fn add<S: Simd, T: Real>(simd: S, x: &[T], d: usize, block: &mut [f64], sum: &mut [f64]) {
    for (to, from) in block.chunks_exact_mut(padded(d)).zip(x.chunks_exact(d)) {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = from.to_f64());
    }
    syrk(simd, d, &block[..x.len() / d * padded(d)], sum);
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
    use crate::simd::Level;

    #[test]
    fn many_chunks_add_up() {
        let exec = Exec::serial(Level::baseline());
        let n_rows = MAX_CHUNKS * CHUNK_ROWS + 5;
        let x: Vec<f32> = (0..2 * n_rows).map(|i| if i % 2 == 0 { 1.0 } else { 2.0 }).collect();
        let got = gram(&exec, "x", &x, 2).unwrap();
        let n = n_rows as f64;
        assert_eq!([got[0], got[1], got[padded(2) + 1]], [n, 2.0 * n, 4.0 * n]);
    }
}
