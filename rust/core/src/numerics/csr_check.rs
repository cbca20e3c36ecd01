//! What must hold of a sparse matrix, found out in one pass over flat arrays.
//!
//! The simple loop: `for row: for entry: 0 <= column < n_cols, value finite, column > the one before`.
//! Rows are short, so the pass does not go by rows: it counts, over all entries, columns that are not
//! above their neighbour, and takes away those that stand at the beginning of a row. All of it becomes
//! vectors.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::csr::{CsrParts, Indices, Stored};
use super::csr_value::Value;
use crate::parallel::Chunks;
use crate::{Error, Exec, Result};

/// Entries of a chunk: some 50 microseconds.
const CHUNK: usize = 1 << 17;

/// Entries looked at for one property after the other, while they are in the first-level cache.
const BLOCK: usize = 1 << 10;

/// What was found of some entries.
struct Findings {
    sound: bool,
    zeros: bool,
    /// Columns not above the one before them.
    steps_back: usize,
}

/// Whether the matrix, sound in its lengths, is in canonical form; or the position of an entry that is
/// not sound, the first.
pub(super) fn check_entries<V: Value>(
    exec: &Exec,
    parts: CsrParts<V>,
) -> Result<std::result::Result<bool, usize>> {
    let CsrParts { indices, data, shape: (n_rows, n_cols), indptr } = parts;
    // One value for all is looked at with the first entries.
    let of_chunk = |entries: &Range<usize>| match data {
        Stored::Each(values) => &values[entries.clone()],
        Stored::Shared(value) if entries.start == 0 => std::slice::from_ref(value),
        Stored::Shared(_) => &[],
    };
    let found = exec.map_chunks(Chunks::new(indices.len(), CHUNK), |_, entries| {
        let data = of_chunk(&entries);
        // With the entry before, for the step between the two.
        let start = entries.start.saturating_sub(1);
        let first = entries.start - start;
        Ok(match indices {
            Indices::Narrow(cols) => {
                let cols = &cols[start..entries.end];
                dispatch!(exec.level(), simd => look(simd, cols, first, data, n_cols))
            }
            Indices::Wide(cols) => {
                let cols = &cols[start..entries.end];
                dispatch!(exec.level(), simd => look(simd, cols, first, data, n_cols))
            }
        })
    })?;
    if let Some(chunk) = found.iter().position(|found| !found.sound) {
        let bad = |&at: &usize| !is_sound(indices.get(at), data.get(at), n_cols);
        return match (chunk * CHUNK..indices.len()).find(bad) {
            Some(at) => Ok(Err(at)),
            None => Err(Error::domain("the matrix changed while it was read")),
        };
    }
    let steps_back: usize = found.iter().map(|found| found.steps_back).sum();
    // Those between rows do not count; rows that are empty have none.
    let between = exec.map_chunks(Chunks::new(n_rows, CHUNK), |_, rows| {
        let filled = indptr[rows.start..=rows.end].windows(2).filter(|row| row[0] < row[1]);
        let starts = filled.map(|row| row[0] as usize);
        Ok(starts.filter(|&at| at > 0 && indices.get(at - 1) >= indices.get(at)).count())
    })?;
    let zeros = found.iter().any(|found| found.zeros);
    Ok(Ok(!zeros && steps_back == between.iter().sum()))
}

pub(super) fn is_sound<V: Value>(col: i64, value: V, n_cols: usize) -> bool {
    // A negative column is a huge one.
    ((col as u64) < n_cols as u64) & value.is_finite()
}

/// Of the columns `cols[first..]` and of `data`.
#[simd]
fn look<S: Simd, I: Copy + Ord + Into<i64>, V: Value>(
    _simd: S,
    cols: &[I],
    first: usize,
    data: &[V],
    n_cols: usize,
) -> Findings {
    let mut found = Findings { sound: true, zeros: false, steps_back: 0 };
    let last = n_cols as u64;
    for cols in cols[first..].chunks(BLOCK) {
        found.sound &= cols.iter().fold(true, |all, &col| all & ((col.into() as u64) < last));
    }
    for data in data.chunks(BLOCK) {
        found.sound &= data.iter().fold(true, |all, value| all & value.is_finite());
        found.zeros |= data.iter().fold(false, |any, value| any | value.is_zero());
    }
    for block in 0..cols.len().div_ceil(BLOCK) {
        let (start, end) = (block * BLOCK, cols.len().min((block + 1) * BLOCK + 1));
        let (here, next) = (&cols[start..end - 1], &cols[start + 1..end]);
        let steps = here.iter().zip(next).fold(0_u32, |n, (a, b)| n + u32::from(a >= b));
        found.steps_back += steps as usize;
    }
    found
}
