//! The product of `spmm.rs` where B is larger than the second-level cache, but a strip of it one cache
//! line wide is not.
//!
//! The simple loop, over B packed in strips, each row of a strip one aligned cache line:
//! ```text
//! for some rows: for strip: for row i: for (column c, value a) in row i: y[i, strip] += a * b[strip][c]
//! ```
//! 1. Whole rows of B would come from the third-level cache, ten lines an entry; a line of a strip comes
//!    from the second. A is read once a strip, but from the first place on.
//! 2. Four chains of sums a row, for one vector a strip would wait for itself.
//! 3. Rows go in pieces so large that loading a strip is little beside using it.
//!
//! 20,000 x 10,000 with 2 M entries, 74 columns: 21 ms instead of 46 (f64, 2 threads).

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::spmm::pieces;
use crate::numerics::{Csr, Indices, filled, product};
use crate::{Exec, Real, Result};

/// Bytes of a cache line.
const LINE: usize = 64;

/// Bytes of the second-level cache of one core, on most.
const CACHE: usize = 1 << 20;

/// A strip may be this much larger: half of its lines are then still where they should be.
const EXCESS: usize = 2;

/// Uses of each line of B that make up for packing it.
const USES: usize = 16;

/// Entries of a piece of rows.
const ENTRIES: usize = 1 << 18;

/// Whether strips are the better way, by shape and type.
pub(super) fn suit<T: Real>(a: Csr<T>, k: usize) -> bool {
    let rows = a.n_cols();
    k > LINE / size_of::<T>()
        && rows <= EXCESS * CACHE / LINE
        && rows * k * size_of::<T>() > CACHE
        && a.nnz() / rows.max(1) >= USES
}

/// `a b` into `out`, where `b` has `k` columns; sizes have been checked.
pub(super) fn spmm_strips<T: Real>(
    exec: &Exec,
    a: Csr<T>,
    b: &[T],
    k: usize,
    out: &mut [T],
) -> Result<()> {
    let width = LINE / size_of::<T>();
    let size = product(&[a.n_cols(), width])?;
    let mut buffer = filled(product(&[size, k.div_ceil(width)])? + width, T::ZERO)?;
    // Where the first line begins.
    let offset = buffer.as_ptr().align_offset(LINE).min(width);
    let packed = &mut buffer[offset..][..size * k.div_ceil(width)];
    exec.map_items(packed.chunks_exact_mut(size).collect(), |index, strip| {
        for (line, b) in strip.chunks_exact_mut(width).zip(b.chunks_exact(k)) {
            let b = &b[index * width..k.min((index + 1) * width)];
            line[..b.len()].copy_from_slice(b);
        }
        Ok(())
    })?;
    let products = ENTRIES.saturating_mul(k);
    exec.map_items(pieces(a, k, products, out), |_, (rows, out)| {
        for (index, strip) in packed.chunks_exact(size).enumerate() {
            exec.check()?;
            let columns = index * width..k.min((index + 1) * width);
            dispatch!(exec.level(), simd => strip_product(simd, a, rows.clone(), strip, k, columns, out));
        }
        Ok(())
    })?;
    Ok(())
}

#[simd]
fn strip_product<S: Simd, T: Real>(
    simd: S,
    a: Csr<T>,
    rows: Range<usize>,
    strip: &[T],
    k: usize,
    columns: Range<usize>,
    out: &mut [T],
) {
    match a.indices() {
        Indices::Narrow(cols) => by_length(simd, a, cols, rows, strip, k, columns, out),
        Indices::Wide(cols) => by_length(simd, a, cols, rows, strip, k, columns, out),
    }
}

/// By how many vectors make a line.
#[inline(always)]
fn by_length<S: Simd, T: Real, I: Copy + Into<i64>>(
    simd: S,
    a: Csr<T>,
    cols: &[I],
    rows: Range<usize>,
    strip: &[T],
    k: usize,
    columns: Range<usize>,
    out: &mut [T],
) {
    match LINE / (len::<S, T>() * size_of::<T>()) {
        1 => rows_of::<S, T, I, 1, 4>(simd, a, cols, rows, strip, k, columns, out),
        2 => rows_of::<S, T, I, 2, 4>(simd, a, cols, rows, strip, k, columns, out),
        _ => rows_of::<S, T, I, 4, 2>(simd, a, cols, rows, strip, k, columns, out),
    }
}

const fn len<S: Simd, T: Real>() -> usize {
    <T::Native<S> as SimdBase<S>>::LEN
}

/// With `CHAINS` sums of `VECTORS` vectors each.
#[inline(always)]
fn rows_of<S: Simd, T: Real, I: Copy + Into<i64>, const VECTORS: usize, const CHAINS: usize>(
    simd: S,
    a: Csr<T>,
    cols: &[I],
    rows: Range<usize>,
    strip: &[T],
    k: usize,
    columns: Range<usize>,
    out: &mut [T],
) {
    let zero = T::Native::<S>::splat(simd, T::ZERO);
    for (row, out) in rows.zip(out.chunks_exact_mut(k)) {
        let entries = a.row(row);
        let (groups, last_cols) = cols[entries.clone()].as_chunks::<CHAINS>();
        let (values, last_values) = a.values()[entries].as_chunks::<CHAINS>();
        let mut sums = [[zero; VECTORS]; CHAINS];
        for (cols, values) in groups.iter().zip(values) {
            for i in 0..CHAINS {
                add::<S, T, I, VECTORS>(simd, strip, cols[i], values[i], &mut sums[i]);
            }
        }
        for (i, (&col, &value)) in last_cols.iter().zip(last_values).enumerate() {
            add::<S, T, I, VECTORS>(simd, strip, col, value, &mut sums[i]);
        }
        let mut line = [T::ZERO; LINE / 4];
        for (v, line) in line.chunks_exact_mut(len::<S, T>()).take(VECTORS).enumerate() {
            let sum = sums[1..].iter().fold(sums[0][v], |sum, chain| sum + chain[v]);
            sum.store_slice(line);
        }
        out[columns.clone()].copy_from_slice(&line[..columns.len()]);
    }
}

#[inline(always)]
fn add<S: Simd, T: Real, I: Copy + Into<i64>, const VECTORS: usize>(
    simd: S,
    strip: &[T],
    col: I,
    value: T,
    sums: &mut [T::Native<S>; VECTORS],
) {
    let value = T::Native::<S>::splat(simd, value);
    let width = VECTORS * len::<S, T>();
    let line = &strip[col.into() as usize * width..][..width];
    for (sum, b) in sums.iter_mut().zip(line.chunks_exact(len::<S, T>())) {
        *sum = value.mul_add(T::Native::<S>::from_slice(simd, b), *sum);
    }
}
