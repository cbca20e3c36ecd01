//! The transpose of a sparse matrix times a dense one, `Y = A^T B`.
//!
//! The simple loop:
//! ```text
//! for row i: for (column c, value a) in row i: y[c, :] += a * b[i, :]
//! ```
//! which adds to rows of Y all over the place. Two ways around it, by the shapes:
//! 1. Few columns of B, or many entries for each row of Y: a few chunks of rows each add to a Y of their
//!    own, and these are merged in order.
//! 2. Else A is transposed by counting and the rest is the product of `spmm.rs`.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::spmm::{check, spmm};
use crate::numerics::{
    Csr, CsrMut, CsrParts, Indices, IndicesMut, Stored, filled, product, transpose,
};
use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result};

/// Up to this many columns are added in memory: what that costs more than a product does not make up
/// for the time of a transposition.
const FEW: usize = 16;

/// From this many entries a row of Y, so are any number of columns.
const MANY: usize = 64;

/// `a^T b` into `out`, where `b` has `k` columns.
pub fn spmm_transposed<T: Real>(
    exec: &Exec,
    a: Csr<T>,
    b: &[T],
    k: usize,
    out: &mut [T],
) -> Result<()> {
    check("rows", a.n_rows(), b.len(), k)?;
    if Some(out.len()) != a.n_cols().checked_mul(k) {
        return Err(Error::shape("the output must have one row for each column of A"));
    }
    if k <= FEW || a.nnz() / a.n_cols().max(1) >= MANY {
        return scatter(exec, a, b, k, out);
    }
    let mut indptr = filled(a.n_cols() + 1, 0_i64)?;
    let mut data = filled(a.nnz(), T::ZERO)?;
    let shape = (a.n_cols(), a.n_rows());
    if i32::try_from(a.n_rows()).is_ok() {
        let mut cols = filled(a.nnz(), 0_i32)?;
        let indices = IndicesMut::Narrow(&mut cols);
        transpose(exec, a, &mut CsrMut { indptr: &mut indptr, indices, data: &mut data })?;
        let indices = Indices::Narrow(&cols);
        let parts = CsrParts { shape, indptr: &indptr, indices, data: Stored::Each(&data) };
        spmm(exec, Csr::trusted(parts), b, k, out)
    } else {
        let mut cols = filled(a.nnz(), 0_i64)?;
        let indices = IndicesMut::Wide(&mut cols);
        transpose(exec, a, &mut CsrMut { indptr: &mut indptr, indices, data: &mut data })?;
        let indices = Indices::Wide(&cols);
        let parts = CsrParts { shape, indptr: &indptr, indices, data: Stored::Each(&data) };
        spmm(exec, Csr::trusted(parts), b, k, out)
    }
}

fn scatter<T: Real>(exec: &Exec, a: Csr<T>, b: &[T], k: usize, out: &mut [T]) -> Result<()> {
    /// Every chunk costs a pass over an output of its own.
    const ENTRIES_PER_OUTPUT: usize = 4;
    const MAX_CHUNKS: usize = 8;
    let count = (a.nnz() / (ENTRIES_PER_OUTPUT * a.n_cols().max(1))).clamp(1, MAX_CHUNKS);
    out.fill(T::ZERO);
    if count == 1 {
        return add(exec, a, 0..a.n_rows(), b, k, out);
    }
    let chunks = Chunks::new(a.n_rows(), a.n_rows().div_ceil(count));
    let parts = exec.map_chunks(chunks, |_, rows| {
        let mut part = filled(product(&[a.n_cols(), k])?, T::ZERO)?;
        add(exec, a, rows, b, k, &mut part)?;
        Ok(part)
    })?;
    for part in parts {
        out.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
    }
    Ok(())
}

/// The products of `rows`, added to `out`.
fn add<T: Real>(
    exec: &Exec,
    a: Csr<T>,
    rows: Range<usize>,
    b: &[T],
    k: usize,
    out: &mut [T],
) -> Result<()> {
    /// Products between two looks at the cancel token: a millisecond.
    const PRODUCTS: usize = 1 << 20;
    let (mut start, mut work) = (rows.start, 0_usize);
    for row in rows.clone() {
        work = work.saturating_add((a.row(row).len() + 1).saturating_mul(k));
        let end = row + 1;
        if work >= PRODUCTS || end == rows.end {
            exec.check()?;
            dispatch!(exec.level(), simd => add_rows(simd, a, start..end, b, k, out));
            (start, work) = (end, 0);
        }
    }
    Ok(())
}

#[simd]
fn add_rows<S: Simd, T: Real>(
    _simd: S,
    a: Csr<T>,
    rows: Range<usize>,
    b: &[T],
    k: usize,
    out: &mut [T],
) {
    for row in rows {
        let (entries, b) = (a.row(row), &b[row * k..(row + 1) * k]);
        let values = &a.values()[entries.clone()];
        match a.indices() {
            Indices::Narrow(cols) => add_row(&cols[entries], values, b, out),
            Indices::Wide(cols) => add_row(&cols[entries], values, b, out),
        }
    }
}

#[inline(always)]
fn add_row<T: Real, I: Copy + Into<i64>>(cols: &[I], values: &[T], b: &[T], out: &mut [T]) {
    if let &[b] = b {
        for (&col, &value) in cols.iter().zip(values) {
            out[col.into() as usize] += value * b;
        }
    } else {
        for (&col, &value) in cols.iter().zip(values) {
            let out = &mut out[col.into() as usize * b.len()..][..b.len()];
            out.iter_mut().zip(b).for_each(|(out, &b)| *out += value * b);
        }
    }
}
