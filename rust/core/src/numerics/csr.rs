//! Compressed sparse rows, checked once at the door: row `i` holds the columns
//! `indices[indptr[i]..indptr[i + 1]]`, and `data` says what is stored there.

use std::ops::Range;

use super::csr_check::check_entries;
use super::csr_value::Value;
use crate::{Error, Exec, Result};

/// Column indices as SciPy has them: 32 or 64 bits wide.
#[derive(Clone, Copy, Debug)]
pub enum Indices<'a> {
    /// `int32`.
    Narrow(&'a [i32]),
    /// `int64`.
    Wide(&'a [i64]),
}

impl Indices<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Narrow(indices) => indices.len(),
            Self::Wide(indices) => indices.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    pub(super) fn get(&self, at: usize) -> i64 {
        match self {
            Self::Narrow(indices) => i64::from(indices[at]),
            Self::Wide(indices) => indices[at],
        }
    }
}

/// What is stored.
#[derive(Clone, Copy, Debug)]
pub enum Stored<'a, V> {
    /// The value of each entry.
    Each(&'a [V]),
    /// The value of every entry.
    Shared(&'a V),
}

impl<V: Copy> Stored<'_, V> {
    #[inline(always)]
    pub(super) fn get(&self, at: usize) -> V {
        match self {
            Self::Each(values) => values[at],
            Self::Shared(value) => **value,
        }
    }
}

/// A sparse matrix as it came, with nothing checked.
#[derive(Clone, Copy, Debug)]
pub struct CsrParts<'a, V> {
    /// Rows and columns.
    pub shape: (usize, usize),
    /// Where each row begins; the last entry is where the last row ends.
    pub indptr: &'a [i64],
    /// The column of each entry.
    pub indices: Indices<'a>,
    /// What is there.
    pub data: Stored<'a, V>,
}

impl<'a> CsrParts<'a, ()> {
    /// A pattern: places without values.
    pub fn pattern(shape: (usize, usize), indptr: &'a [i64], indices: Indices<'a>) -> Self {
        Self { shape, indptr, indices, data: Stored::Shared(&()) }
    }
}

/// A checked sparse matrix. `Csr<T>` holds numbers, `Csr<()>` a pattern.
#[derive(Clone, Copy, Debug)]
pub struct Csr<'a, V> {
    parts: CsrParts<'a, V>,
    canonical: bool,
}

/// Entries between two looks at the cancel token: some milliseconds.
pub(super) const ENTRIES_PER_CHECK: usize = 1 << 20;

impl<'a, V: Value> Csr<'a, V> {
    /// Checks everything in one pass; errors begin with `name`.
    pub fn new(exec: &Exec, name: &str, parts: CsrParts<'a, V>) -> Result<Self> {
        check_lengths(name, &parts)?;
        match check_entries(exec, parts)? {
            Ok(canonical) => Ok(Self { parts, canonical }),
            Err(at) => Err(Self::trusted(parts).fault(name, at)),
        }
    }

    /// A matrix that this crate has made itself; nothing is known of the order within rows.
    pub(crate) fn trusted(parts: CsrParts<'a, V>) -> Self {
        Self { parts, canonical: false }
    }

    /// What is wrong with the entry at position `at`.
    fn fault(&self, name: &str, at: usize) -> Error {
        let (row, col, value) = (self.row_of(at), self.parts.indices.get(at), self.value(at));
        if col < 0 || col as usize >= self.n_cols() {
            return Error::domain(format!(
                "{name}: column indices must be in [0, {}), got {col} in row {row}",
                self.n_cols()
            ));
        }
        Error::domain(format!(
            "{name}: values must be finite, got {} in row {row}, column {col}",
            value.text()
        ))
    }

    /// The number of rows.
    pub fn n_rows(&self) -> usize {
        self.parts.shape.0
    }

    /// The number of columns.
    pub fn n_cols(&self) -> usize {
        self.parts.shape.1
    }

    /// The number of stored entries.
    pub fn nnz(&self) -> usize {
        self.parts.indices.len()
    }

    /// Columns ascend strictly within each row and no zero is stored.
    pub fn is_canonical(&self) -> bool {
        self.canonical
    }

    /// The column of every entry.
    pub fn indices(&self) -> Indices<'a> {
        self.parts.indices
    }

    /// The value of every entry; but one if they share it, as only kernels meet that ask for
    /// [`Csr::value`].
    pub fn values(&self) -> &'a [V] {
        match self.parts.data {
            Stored::Each(values) => values,
            Stored::Shared(value) => std::slice::from_ref(value),
        }
    }

    /// The positions of the entries of `row`.
    #[inline(always)]
    pub fn row(&self, row: usize) -> Range<usize> {
        self.parts.indptr[row] as usize..self.parts.indptr[row + 1] as usize
    }

    /// The row of the entry at position `at`.
    pub fn row_of(&self, at: usize) -> usize {
        self.parts.indptr.partition_point(|&start| start as usize <= at) - 1
    }

    /// The column of the entry at position `at`.
    #[inline(always)]
    pub fn col(&self, at: usize) -> usize {
        self.parts.indices.get(at) as usize
    }

    /// Of `entries` of a row in order, the first whose column is `col` or above.
    pub(super) fn seek(&self, mut entries: Range<usize>, col: usize) -> usize {
        while !entries.is_empty() {
            let middle = entries.start + entries.len() / 2;
            if self.col(middle) < col {
                entries.start = middle + 1;
            } else {
                entries.end = middle;
            }
        }
        entries.start
    }

    /// Whether one value is stored for all entries.
    pub fn is_shared(&self) -> bool {
        matches!(self.parts.data, Stored::Shared(_))
    }

    /// The value of the entry at position `at`.
    #[inline(always)]
    pub fn value(&self, at: usize) -> V {
        self.parts.data.get(at)
    }
}

fn check_lengths<V: Copy>(name: &str, parts: &CsrParts<V>) -> Result<()> {
    let CsrParts { shape: (n_rows, _), indptr, indices, data } = *parts;
    if Some(indptr.len()) != n_rows.checked_add(1) {
        return Err(Error::shape(format!(
            "{name}: indptr must have one entry more than there are rows, got {} for {n_rows} rows",
            indptr.len()
        )));
    }
    if let Stored::Each(values) = data
        && values.len() != indices.len()
    {
        return Err(Error::shape(format!(
            "{name}: indices and data must have equal lengths, got {} and {}",
            indices.len(),
            values.len()
        )));
    }
    if indptr[0] != 0 {
        return Err(Error::domain(format!("{name}: indptr must start at 0, got {}", indptr[0])));
    }
    if let Some(row) = indptr.windows(2).position(|pair| pair[0] > pair[1]) {
        return Err(Error::domain(format!(
            "{name}: indptr must not decrease, got {} then {} at row {row}",
            indptr[row],
            indptr[row + 1]
        )));
    }
    if indptr[n_rows] as usize != indices.len() {
        return Err(Error::domain(format!(
            "{name}: indptr must end at the number of entries, got {} for {} entries",
            indptr[n_rows],
            indices.len()
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Level;

    fn new<'a>(indptr: &'a [i64], indices: &'a [i32], data: &'a [f64]) -> Result<Csr<'a, f64>> {
        let exec = Exec::serial(Level::baseline());
        let (indices, data) = (Indices::Narrow(indices), Stored::Each(data));
        Csr::new(&exec, "x", CsrParts { shape: (2, 3), indptr, indices, data })
    }

    fn refused(indptr: &[i64], indices: &[i32], data: &[f64], text: &str) {
        let error = new(indptr, indices, data).unwrap_err().to_string();
        assert!(error.contains(text), "{error}");
    }

    #[test]
    fn every_lie_is_refused() {
        refused(&[0, 1], &[0], &[1.0], "one entry more");
        refused(&[0, 1, 2], &[0, 1], &[1.0], "equal lengths");
        refused(&[1, 1, 2], &[0, 1], &[1.0; 2], "start at 0");
        refused(&[0, 2, 1], &[0, 1], &[1.0; 2], "must not decrease");
        refused(&[0, 1, 3], &[0, 1], &[1.0; 2], "must end at");
        refused(&[0, 1, 2], &[0, 3], &[1.0; 2], "in [0, 3), got 3 in row 1");
        refused(&[0, 1, 2], &[0, -1], &[1.0; 2], "got -1 in row 1");
        refused(&[0, 1, 2], &[0, 1], &[1.0, f64::NAN], "got NaN in row 1, column 1");
    }

    #[test]
    fn a_pattern_needs_no_values() {
        let exec = Exec::serial(Level::baseline());
        let parts = CsrParts::pattern((2, 3), &[0, 2, 3], Indices::Wide(&[0, 2, 1]));
        let pattern = Csr::new(&exec, "x", parts).unwrap();
        assert_eq!((pattern.nnz(), pattern.row(1), pattern.col(2)), (3, 2..3, 1));
    }

    #[test]
    fn one_value_does_for_all() {
        let exec = Exec::serial(Level::baseline());
        let (indptr, indices) = ([0, 2, 3], Indices::Narrow(&[0, 2, 1]));
        let sharing = |value| {
            let data = Stored::Shared(value);
            Csr::new(&exec, "x", CsrParts { shape: (2, 3), indptr: &indptr, indices, data })
        };
        let shared = sharing(&3.0).unwrap();
        assert_eq!([0, 1, 2].map(|at| shared.value(at)), [3.0; 3]);
        assert!(shared.is_canonical() && !sharing(&0.0).unwrap().is_canonical());
        let refused = sharing(&f64::NAN).unwrap_err().to_string();
        assert!(refused.contains("got NaN in row 0, column 0"), "{refused}");
    }

    #[test]
    fn canonical_is_sorted_unique_and_without_zeros() {
        assert!(new(&[0, 2, 3], &[0, 2, 1], &[1.0; 3]).unwrap().is_canonical());
        assert!(!new(&[0, 2, 3], &[2, 0, 1], &[1.0; 3]).unwrap().is_canonical());
        assert!(!new(&[0, 2, 3], &[1, 1, 1], &[1.0; 3]).unwrap().is_canonical());
        assert!(!new(&[0, 2, 3], &[0, 2, 1], &[1.0, 0.0, 1.0]).unwrap().is_canonical());
    }
}
