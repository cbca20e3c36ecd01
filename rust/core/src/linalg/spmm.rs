//! A sparse matrix times a dense one, `Y = A B`, by rows of A.
//!
//! The simple loop:
//! ```text
//! for row i: for (column c, value a) in row i: y[i, :] += a * b[c, :]
//! ```
//! 1. A strip of a row of Y stays in registers over all entries of the row of A, so that Y is written
//!    once and never read, and each entry costs one broadcast and one multiply-add a vector.
//! 2. The last strip ends where the row ends, overlapping the one before it: no tail, no masks, and a
//!    value has the same bits in every strip.
//! 3. Rows go in contiguous pieces of about equal numbers of products.
//!
//! Rejected: one strip of all rows, then the next, so that a strip of B of 50 MB stays in the cache: rows
//! of B then come in short pieces, and the product takes 1.25 times as long.
//! Strips one cache line wide, packed, for a B between the second and the third level: A, read once a
//! strip, costs more than the third level does (20,000 x 10,000, 2 M entries, 74 columns: 32 ms of one
//! thread against 25).

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::numerics::{Csr, Indices, Value};
use crate::{Error, Exec, Real, Result, Work};

/// The predicted time of a product with `k` columns.
pub fn spmm_work(n_rows: usize, nnz: usize, k: usize) -> Work {
    /// A vector of products, its row of B in the second-level cache.
    const NS: f64 = 0.25;
    Work::new(n_rows.saturating_add(nnz).saturating_mul(k.saturating_add(4)), NS)
}

/// `a b` into `out`, where `b` has `k` columns.
pub fn spmm<T: Real>(exec: &Exec, a: Csr<T>, b: &[T], k: usize, out: &mut [T]) -> Result<()> {
    check("columns", a.n_cols(), b.len(), k)?;
    if Some(out.len()) != a.n_rows().checked_mul(k) {
        return Err(Error::shape("the output must have one row for each row of A"));
    }
    exec.map_items(pieces(a, k, out), |_, (rows, out)| {
        dispatch!(exec.level(), simd => product(simd, a, rows, b, k, out));
        Ok(())
    })?;
    Ok(())
}

/// That `b`, of `k` columns and `len` elements, has `n` rows.
pub(super) fn check(what: &str, n: usize, len: usize, k: usize) -> Result<()> {
    if Some(len) == n.checked_mul(k) {
        return Ok(());
    }
    Err(Error::shape(format!(
        "B must have one row for each of the {n} {what} of A, got {}",
        len.checked_div(k).unwrap_or(0)
    )))
}

/// Contiguous rows of about equal work, each with its part of `out`.
pub(super) fn pieces<'a, V: Value, T>(
    a: Csr<V>,
    k: usize,
    mut out: &'a mut [T],
) -> Vec<(Range<usize>, &'a mut [T])> {
    /// Some 100 microseconds.
    const PRODUCTS: usize = 1 << 18;
    let mut pieces = Vec::new();
    let (mut start, mut work) = (0, 0_usize);
    for row in 0..a.n_rows() {
        work = work.saturating_add((a.row(row).len() + 1).saturating_mul(k + 4));
        let end = row + 1;
        if work >= PRODUCTS || end == a.n_rows() {
            let (piece, rest) = out.split_at_mut((end - start) * k);
            pieces.push((start..end, piece));
            (start, work, out) = (end, 0, rest);
        }
    }
    pieces
}

#[simd]
fn product<S: Simd, T: Real>(
    simd: S,
    a: Csr<T>,
    rows: Range<usize>,
    b: &[T],
    k: usize,
    out: &mut [T],
) {
    match a.indices() {
        Indices::Narrow(cols) => product_of(simd, a, cols, rows, b, k, out),
        Indices::Wide(cols) => product_of(simd, a, cols, rows, b, k, out),
    }
}

#[inline(always)]
fn product_of<S: Simd, T: Real, I: Copy + Into<i64>>(
    simd: S,
    a: Csr<T>,
    cols: &[I],
    rows: Range<usize>,
    b: &[T],
    k: usize,
    out: &mut [T],
) {
    if k == 0 {
        return;
    }
    for (row, out) in rows.zip(out.chunks_exact_mut(k)) {
        let entries = a.row(row);
        let row = Row { cols: &cols[entries.clone()], values: &a.values()[entries], b, k };
        if k == 1 {
            out[0] = row.dot();
        } else if k < len::<S, T>() {
            row.narrow(out);
        } else {
            row.strips(simd, out);
        }
    }
}

const fn len<S: Simd, T: Real>() -> usize {
    <T::Native<S> as SimdBase<S>>::LEN
}

/// A row of A, and B.
struct Row<'a, T, I> {
    cols: &'a [I],
    values: &'a [T],
    b: &'a [T],
    k: usize,
}

impl<T: Real, I: Copy + Into<i64>> Row<'_, T, I> {
    #[inline(always)]
    fn entries(&self) -> impl Iterator<Item = (usize, T)> {
        self.cols.iter().zip(self.values).map(|(&col, &value)| (col.into() as usize, value))
    }

    /// One column: four chains of sums, for one would wait four cycles an entry.
    #[inline(always)]
    fn dot(&self) -> T {
        let mut sums = [T::ZERO; 4];
        let (cols, rest) = self.cols.as_chunks::<4>();
        let (values, tail) = self.values.as_chunks::<4>();
        for (cols, values) in cols.iter().zip(values) {
            for i in 0..4 {
                sums[i] += values[i] * self.b[cols[i].into() as usize];
            }
        }
        for (i, (&col, &value)) in rest.iter().zip(tail).enumerate() {
            sums[i] += value * self.b[col.into() as usize];
        }
        (sums[0] + sums[1]) + (sums[2] + sums[3])
    }

    /// Fewer columns than a vector has elements.
    #[inline(always)]
    fn narrow(&self, out: &mut [T]) {
        out.fill(T::ZERO);
        for (col, value) in self.entries() {
            for (out, &b) in out.iter_mut().zip(&self.b[col * self.k..]) {
                *out += value * b;
            }
        }
    }

    #[inline(always)]
    fn strips<S: Simd>(&self, simd: S, out: &mut [T]) {
        let last = self.k - len::<S, T>();
        let mut column = 0;
        while column < self.k {
            column = match (self.k - column) / len::<S, T>() {
                8.. => self.strip::<S, 8>(simd, column, out),
                4.. => self.strip::<S, 4>(simd, column, out),
                2.. => self.strip::<S, 2>(simd, column, out),
                _ => self.strip::<S, 1>(simd, column.min(last), out),
            };
        }
    }

    /// Finishes `VECTORS` vectors of the row from `column` on; returns where they end.
    #[inline(always)]
    fn strip<S: Simd, const VECTORS: usize>(&self, simd: S, column: usize, out: &mut [T]) -> usize {
        let width = VECTORS * len::<S, T>();
        let mut sums = [T::Native::<S>::splat(simd, T::ZERO); VECTORS];
        for (col, value) in self.entries() {
            let value = T::Native::<S>::splat(simd, value);
            let b = &self.b[col * self.k + column..][..width];
            for (sum, b) in sums.iter_mut().zip(b.chunks_exact(len::<S, T>())) {
                *sum = value.mul_add(T::Native::<S>::from_slice(simd, b), *sum);
            }
        }
        let out = &mut out[column..column + width];
        for (sum, out) in sums.iter().zip(out.chunks_exact_mut(len::<S, T>())) {
            sum.store_slice(out);
        }
        column + width
    }
}
