//! Transposition of sparse matrices, in linear time.
//!
//! The simple loop, counting sort by column, leaves every row of the transpose in order:
//! ```text
//! for each entry (row, col, value) in order: out[next[col]] = (row, value);  next[col] += 1
//! ```
//! Of a matrix in canonical form threads take columns, in pieces of about equally many entries, for these
//! are rows of the transpose that no other thread writes; within a row of the matrix a piece begins where
//! bisection says.

use std::ops::Range;

use super::csr::{Csr, ENTRIES_PER_CHECK};
use super::csr_order::{CsrMut, IndicesMut};
use super::csr_value::Value;
use super::scratch::filled;
use crate::{Exec, Result};

/// Pieces of columns: each is looked for in every row.
const PIECES: usize = 4;

/// Entries that are worth a piece.
const MIN_ENTRIES: usize = 1 << 14;

/// The transpose of `csr`, rows in order (equal columns in the order they had). Any input order.
pub fn transpose<V: Value>(exec: &Exec, csr: Csr<V>, out: &mut CsrMut<V>) -> Result<()> {
    out.check(csr.n_cols(), csr.nnz())?;
    out.indptr.fill(0);
    for start in (0..csr.nnz()).step_by(ENTRIES_PER_CHECK) {
        exec.check()?;
        for at in start..csr.nnz().min(start + ENTRIES_PER_CHECK) {
            out.indptr[csr.col(at) + 1] += 1;
        }
    }
    for col in 0..csr.n_cols() {
        out.indptr[col + 1] += out.indptr[col];
    }
    exec.map_items(cut(csr, out), |_, piece| piece.fill(exec, csr))?;
    Ok(())
}

/// Columns, and where their entries go.
struct Piece<'a, V> {
    columns: Range<usize>,
    starts: &'a [i64],
    indices: IndicesMut<'a>,
    data: &'a mut [V],
}

fn cut<'a, V: Value>(csr: Csr<V>, out: &'a mut CsrMut<V>) -> Vec<Piece<'a, V>> {
    let size = match csr.is_canonical() {
        true => csr.nnz().div_ceil(PIECES).max(MIN_ENTRIES),
        // One piece, with columns at the end that have no entries: bisection is for rows in order.
        false => csr.nnz() + 1,
    };
    let (starts, mut indices, mut data) = (&*out.indptr, out.indices.all(), &mut *out.data);
    let mut pieces = Vec::new();
    let mut first = 0;
    while first < csr.n_cols() {
        let full = starts[first] + size as i64;
        let end = starts.partition_point(|&start| start < full).clamp(first + 1, csr.n_cols());
        let len = (starts[end] - starts[first]) as usize;
        let (own_indices, other_indices) = indices.split_at(len);
        let (own_data, other_data) = data.split_at_mut(len);
        (indices, data) = (other_indices, other_data);
        let starts = &starts[first..end];
        pieces.push(Piece { columns: first..end, starts, indices: own_indices, data: own_data });
        first = end;
    }
    pieces
}

impl<V: Value> Piece<'_, V> {
    fn fill(self, exec: &Exec, csr: Csr<V>) -> Result<()> {
        let Self { columns, starts, mut indices, data } = self;
        let mut next = filled(starts.len(), 0)?;
        next.iter_mut().zip(starts).for_each(|(next, start)| *next = (start - starts[0]) as usize);
        let is_whole = columns.len() == csr.n_cols();
        let mut next_check = 0;
        for row in 0..csr.n_rows() {
            let entries = csr.row(row);
            if entries.end + row >= next_check {
                exec.check()?;
                next_check = entries.end + row + ENTRIES_PER_CHECK;
            }
            let first =
                if is_whole { entries.start } else { csr.seek(entries.clone(), columns.start) };
            for at in first..entries.end {
                let col = csr.col(at);
                if col >= columns.end {
                    break;
                }
                let next = &mut next[col - columns.start];
                indices.set(*next, row);
                data[*next] = csr.value(at);
                *next += 1;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::csr::{CsrParts, Indices, Stored};
    use super::*;
    use crate::parallel::Pool;
    use crate::simd::Level;

    /// The transpose of rows with these columns, entry `at` of value `at`: `indptr`, rows and values.
    fn of(shape: (usize, usize), indptr: &[i64], cols: &[i32]) -> (Vec<i64>, Vec<i64>, Vec<f64>) {
        let exec = Exec::serial(Level::baseline());
        let data: Vec<f64> = (0..cols.len()).map(|at| at as f64 + 1.0).collect();
        let (indices, data) = (Indices::Narrow(cols), Stored::Each(&data[..]));
        let csr = Csr::new(&exec, "x", CsrParts { shape, indptr, indices, data }).unwrap();
        let (mut ptr, mut ids) = (vec![0; shape.1 + 1], vec![0; cols.len()]);
        let mut values = vec![0.0; cols.len()];
        let indices = IndicesMut::Wide(&mut ids);
        let mut out = CsrMut { indptr: &mut ptr, indices, data: &mut values };
        transpose(&exec, csr, &mut out).unwrap();
        (ptr, ids, values)
    }

    #[test]
    fn duplicates_keep_their_order() {
        let (indptr, rows, values) = of((3, 6), &[0, 4, 4, 8], &[3, 0, 3, 1, 2, 0, 2, 1]);
        assert_eq!(indptr, [0, 2, 4, 6, 8, 8, 8]);
        assert_eq!(rows, [0, 2, 0, 2, 2, 2, 0, 0]);
        assert_eq!(values, [2.0, 6.0, 4.0, 8.0, 5.0, 7.0, 1.0, 3.0]);
    }

    #[test]
    fn nothing_is_transposed_to_nothing() {
        assert_eq!(of((3, 0), &[0; 4], &[]).0, [0]);
        assert_eq!(of((0, 3), &[0], &[]).0, [0; 4]);
        assert_eq!(of((2, 2), &[0; 3], &[]).0, [0; 3]);
    }

    #[test]
    fn pieces_of_columns_make_the_whole() {
        let (n_rows, n_cols) = (600, 500);
        let is_stored =
            |row: usize, col: usize| row % 7 != 3 && (row * row + 5 * col).is_multiple_of(3);
        let sorted = |n: usize, m: usize, is_stored: &dyn Fn(usize, usize) -> bool| {
            let (mut indptr, mut indices) = (vec![0], Vec::new());
            for i in 0..n {
                indices.extend((0..m).filter(|&j| is_stored(i, j)).map(|j| j as i32));
                indptr.push(indices.len() as i64);
            }
            (indptr, indices)
        };
        let (indptr, indices) = sorted(n_rows, n_cols, &is_stored);
        let (want_indptr, want_indices) = sorted(n_cols, n_rows, &|i, j| is_stored(j, i));
        let data: Vec<f32> = (0..indices.len()).map(|at| at as f32 + 1.0).collect();
        assert!(data.len() > 2 * MIN_ENTRIES);
        let pool = Pool::new(3).unwrap();
        let run = |exec: &Exec| {
            let parts = CsrParts {
                shape: (n_rows, n_cols),
                indptr: &indptr,
                indices: Indices::Narrow(&indices),
                data: Stored::Each(&data),
            };
            let csr = Csr::new(exec, "x", parts)?;
            let (mut ptr, mut ids) = (vec![0; n_cols + 1], vec![0_i32; indices.len()]);
            let mut values = vec![0.0; data.len()];
            let indices = IndicesMut::Narrow(&mut ids);
            transpose(exec, csr, &mut CsrMut { indptr: &mut ptr, indices, data: &mut values })?;
            Ok((ptr, ids, values))
        };
        let (ptr, ids, values) = run(&Exec::serial(Level::baseline())).unwrap();
        assert_eq!((&ptr, &ids), (&want_indptr, &want_indices));
        for col in 0..n_cols {
            for at in ptr[col] as usize..ptr[col + 1] as usize {
                let row = ids[at] as usize;
                let of_row = indptr[row] as usize..indptr[row + 1] as usize;
                let from = of_row.clone().find(|&from| indices[from] as usize == col).unwrap();
                assert_eq!(values[at], data[from]);
            }
        }
        let threaded = pool.run(Level::baseline(), run, &|| true).unwrap().unwrap();
        assert_eq!(threaded, (ptr, ids, values));
    }
}
