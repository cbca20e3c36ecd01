//! Canonical form of sparse matrices, in linear time.
//!
//! Transposing leaves rows in order; so transposing twice sorts all of them, and duplicates come to stand
//! next to each other, first first.

use super::csr::{Csr, CsrParts, ENTRIES_PER_CHECK, Indices, Stored};
use super::csr_transpose::transpose;
use super::csr_value::Value;
use super::scratch::filled;
use crate::{Error, Exec, Result, Work};

/// Column indices to be filled.
#[derive(Debug)]
pub enum IndicesMut<'a> {
    /// `int32`: the caller knows that every column fits.
    Narrow(&'a mut [i32]),
    /// `int64`.
    Wide(&'a mut [i64]),
}

impl<'a> IndicesMut<'a> {
    /// The first `n`, and the others.
    pub(super) fn split_at(self, n: usize) -> (IndicesMut<'a>, IndicesMut<'a>) {
        match self {
            Self::Narrow(indices) => {
                let (first, others) = indices.split_at_mut(n);
                (Self::Narrow(first), Self::Narrow(others))
            }
            Self::Wide(indices) => {
                let (first, others) = indices.split_at_mut(n);
                (Self::Wide(first), Self::Wide(others))
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(indices) => indices.len(),
            Self::Wide(indices) => indices.len(),
        }
    }

    /// For as long as it is borrowed.
    pub(super) fn all(&mut self) -> IndicesMut<'_> {
        match self {
            Self::Narrow(indices) => IndicesMut::Narrow(indices),
            Self::Wide(indices) => IndicesMut::Wide(indices),
        }
    }

    #[inline(always)]
    fn get(&self, at: usize) -> usize {
        match self {
            Self::Narrow(indices) => indices[at] as usize,
            Self::Wide(indices) => indices[at] as usize,
        }
    }

    #[inline(always)]
    pub(super) fn set(&mut self, at: usize, col: usize) {
        match self {
            Self::Narrow(indices) => indices[at] = col as i32,
            Self::Wide(indices) => indices[at] = col as i64,
        }
    }
}

/// A sparse matrix to be filled, with room for as many entries as its source has.
#[derive(Debug)]
pub struct CsrMut<'a, V> {
    /// One entry more than there are rows.
    pub indptr: &'a mut [i64],
    /// The columns.
    pub indices: IndicesMut<'a>,
    /// The values.
    pub data: &'a mut [V],
}

impl<V> CsrMut<'_, V> {
    pub(super) fn check(&self, n_rows: usize, nnz: usize) -> Result<()> {
        if self.indptr.len() != n_rows + 1 || self.indices.len() != nnz || self.data.len() != nnz {
            return Err(Error::shape(format!(
                "the output must have room for {n_rows} rows and {nnz} entries"
            )));
        }
        Ok(())
    }
}

/// The predicted time of a pass over a matrix; transposing and ordering are a few.
pub fn csr_work<V>(parts: CsrParts<V>) -> Work {
    const NS: f64 = 3.0;
    Work::new(parts.indptr.len().saturating_add(parts.indices.len()), NS)
}

/// `csr` with rows in order, duplicates merged and zeros dropped; returns how many entries remain, at
/// the front of `out`.
pub fn canonical<V: Value + Default>(
    exec: &Exec,
    csr: Csr<V>,
    out: &mut CsrMut<V>,
) -> Result<usize> {
    let mut indptr = filled(csr.n_cols() + 1, 0)?;
    let mut indices = filled(csr.nnz(), 0)?;
    let mut data = filled(csr.nnz(), V::default())?;
    let by_column = IndicesMut::Wide(&mut indices);
    transpose(exec, csr, &mut CsrMut { indptr: &mut indptr, indices: by_column, data: &mut data })?;
    let columns = CsrParts {
        shape: (csr.n_cols(), csr.n_rows()),
        indptr: &indptr,
        indices: Indices::Wide(&indices),
        data: Stored::Each(&data),
    };
    transpose(exec, Csr::trusted(columns), out)?;
    compact(exec, csr.n_rows(), out)
}

/// Merges equal neighbours and drops zeros, in place.
fn compact<V: Value>(exec: &Exec, n_rows: usize, out: &mut CsrMut<V>) -> Result<usize> {
    let (mut from, mut to) = (0, 0);
    let mut next_check = 0;
    for row in 0..n_rows {
        let end = out.indptr[row + 1] as usize;
        if end + row >= next_check {
            exec.check()?;
            next_check = end + row + ENTRIES_PER_CHECK;
        }
        while from < end {
            let (col, mut value) = (out.indices.get(from), out.data[from]);
            from += 1;
            while from < end && out.indices.get(from) == col {
                value = value.merge(out.data[from]);
                from += 1;
            }
            if !value.is_zero() {
                out.indices.set(to, col);
                out.data[to] = value;
                to += 1;
            }
        }
        out.indptr[row + 1] = to as i64;
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Level;

    /// Rows out of order, a duplicate, an empty row, a zero, and a sum that is zero.
    const INDPTR: [i64; 4] = [0, 4, 4, 8];
    const INDICES: [i32; 8] = [3, 0, 3, 1, 2, 0, 2, 1];
    const DATA: [f64; 8] = [1.0, 2.0, 4.0, 0.0, 5.0, 6.0, -5.0, 7.0];

    fn sample(exec: &Exec) -> Csr<'static, f64> {
        let indices = Indices::Narrow(&INDICES);
        let parts = CsrParts { shape: (3, 4), indptr: &INDPTR, indices, data: Stored::Each(&DATA) };
        Csr::new(exec, "x", parts).unwrap()
    }

    #[test]
    fn canonical_sorts_merges_and_drops() {
        let exec = Exec::serial(Level::baseline());
        let (mut indptr, mut indices, mut data) = ([0; 4], [0_i32; 8], [0.0; 8]);
        let nnz = canonical(
            &exec,
            sample(&exec),
            &mut CsrMut {
                indptr: &mut indptr,
                indices: IndicesMut::Narrow(&mut indices),
                data: &mut data,
            },
        );
        assert_eq!(nnz, Ok(4));
        assert_eq!(indptr, [0, 2, 2, 4]);
        assert_eq!(indices[..4], [0, 3, 0, 1]);
        assert_eq!(data[..4], [2.0, 5.0, 6.0, 7.0]);
    }
}
