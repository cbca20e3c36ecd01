//! The transpose of a sparse matrix times a dense one, `Y = A^T B`.
//!
//! The simple loop:
//! ```text
//! for row i: for (column c, value a) in row i: y[c, :] += a * b[i, :]
//! ```
//! which adds to rows of Y all over the place. Two ways around it, by the number of columns of B:
//! 1. Few columns: each of a few chunks of rows adds to a Y of its own, and these are merged in order.
//! 2. Many: A is transposed by counting, at some ten random accesses an entry, and the rest is the
//!    product of `spmm.rs`. From a vector of columns on that is less than what adding in memory costs.

use super::spmm::{check, spmm};
use crate::numerics::{Csr, CsrMut, CsrParts, Indices, IndicesMut, filled, product, transpose};
use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result};

/// Up to this many columns are added in memory.
const FEW: usize = 4;

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
    if k <= FEW {
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
        let parts = CsrParts { shape, indptr: &indptr, indices, data: &data };
        spmm(exec, Csr::trusted(parts), b, k, out)
    } else {
        let mut cols = filled(a.nnz(), 0_i64)?;
        let indices = IndicesMut::Wide(&mut cols);
        transpose(exec, a, &mut CsrMut { indptr: &mut indptr, indices, data: &mut data })?;
        let indices = Indices::Wide(&cols);
        let parts = CsrParts { shape, indptr: &indptr, indices, data: &data };
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
    rows: std::ops::Range<usize>,
    b: &[T],
    k: usize,
    out: &mut [T],
) -> Result<()> {
    /// Entries between two looks at the cancel token: some milliseconds.
    const LOOK: usize = 1 << 20;
    if k == 0 {
        return Ok(());
    }
    let mut seen = 0;
    for (row, b) in rows.clone().zip(b[rows.start * k..].chunks_exact(k)) {
        for start in a.row(row).step_by(LOOK) {
            let entries = start..a.row(row).end.min(start + LOOK);
            seen += entries.len() + 1;
            if seen > LOOK {
                exec.check()?;
                seen = 0;
            }
            let values = &a.values()[entries.clone()];
            match a.indices() {
                Indices::Narrow(cols) => add_row(&cols[entries], values, b, out),
                Indices::Wide(cols) => add_row(&cols[entries], values, b, out),
            }
        }
    }
    Ok(())
}

#[inline(always)]
fn add_row<T: Real, I: Copy + Into<i64>>(cols: &[I], values: &[T], b: &[T], out: &mut [T]) {
    if let &[b] = b {
        for (&col, &value) in cols.iter().zip(values) {
            out[col.into() as usize] += value * b;
        }
    } else {
        for (&col, &value) in cols.iter().zip(values) {
            let out = &mut out[col.into() as usize * b.len()..];
            out.iter_mut().zip(b).for_each(|(out, &b)| *out += value * b);
        }
    }
}
