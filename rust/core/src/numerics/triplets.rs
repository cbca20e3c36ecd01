//! A sparse matrix of entries in any order, and what becomes of entries in one place.

use std::str::FromStr;

use super::csr::ENTRIES_PER_CHECK;
use super::csr_order::CsrMut;
use super::scratch::filled;
use crate::{Error, Exec, Real, Result, Work};

/// What becomes of entries in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// They are refused.
    Error,
    /// The last one given stays.
    Last,
    /// The largest stays.
    Max,
    /// They are added, in the order given.
    Sum,
}

impl FromStr for Duplicates {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Ok(match name {
            "error" => Self::Error,
            "last" => Self::Last,
            "max" => Self::Max,
            "sum" => Self::Sum,
            _ => return Err(Error::domain(format!("duplicates must be known, got '{name}'"))),
        })
    }
}

/// The predicted time for `nnz` entries: random places of two sorts.
pub fn triplets_work(nnz: usize, shape: (usize, usize)) -> Work {
    const NS: f64 = 10.0;
    Work::new(nnz.saturating_add(shape.0).saturating_add(shape.1), NS)
}

/// Entries `values[i]` at `(rows[i], cols[i])`, which are in range, into `out` of this shape, rows in
/// order and no place twice; returns how many entries remain, at the front of `out`. Two counting
/// sorts, by column and then by row, keep equal places in the order given.
pub fn from_triplets<T: Real>(
    exec: &Exec,
    (rows, cols): (&[i64], &[i64]),
    values: &[T],
    shape: (usize, usize),
    duplicates: Duplicates,
    out: &mut CsrMut<T>,
) -> Result<usize> {
    let nnz = values.len();
    if rows.len() != nnz || cols.len() != nnz {
        return Err(Error::shape(format!(
            "users, items and values must have equal lengths, got {}, {} and {nnz}",
            rows.len(),
            cols.len()
        )));
    }
    if let Some(at) = values.iter().position(|value| !value.is_finite()) {
        return Err(Error::domain(format!(
            "values must be finite, got {} at [{at}]",
            values[at].to_f64()
        )));
    }
    out.check(shape.0, nnz)?;
    let by_column = sorted(exec, 0..nnz, cols, shape.1)?;
    let order = sorted(exec, by_column.into_iter(), rows, shape.0)?;
    let mut kept = 0;
    out.indptr.fill(0);
    for (index, &at) in order.iter().enumerate() {
        if index % ENTRIES_PER_CHECK == 0 {
            exec.check()?;
        }
        let (row, col, value) = (rows[at] as usize, cols[at] as usize, values[at]);
        let before = index.checked_sub(1).map(|index| order[index]);
        if let Some(before) =
            before.filter(|&before| (rows[before], cols[before]) == (rows[at], cols[at]))
        {
            let held = &mut out.data[kept - 1];
            *held = match duplicates {
                Duplicates::Error => {
                    return Err(Error::domain(format!(
                        "users and items must not repeat a pair, got that of [{before}] again at [{at}]"
                    )));
                }
                Duplicates::Last => value,
                Duplicates::Max if value > *held => value,
                Duplicates::Max => *held,
                Duplicates::Sum => *held + value,
            };
            if !held.to_f64().is_finite() {
                return Err(Error::domain(format!(
                    "the values of a pair must have a finite sum, got {} at [{at}]",
                    held.to_f64()
                )));
            }
        } else {
            out.indices.set(kept, col);
            out.data[kept] = value;
            out.indptr[row + 1] += 1;
            kept += 1;
        }
    }
    for row in 0..shape.0 {
        out.indptr[row + 1] += out.indptr[row];
    }
    Ok(kept)
}

/// `entries`, each once, by key, from 0 and below `n_keys`; of equal keys in the order they have.
fn sorted(
    exec: &Exec,
    entries: impl Iterator<Item = usize>,
    keys: &[i64],
    n_keys: usize,
) -> Result<Vec<usize>> {
    let mut next = filled(n_keys + 1, 0)?;
    for keys in keys.chunks(ENTRIES_PER_CHECK) {
        exec.check()?;
        keys.iter().for_each(|&key| next[key as usize + 1] += 1);
    }
    for key in 0..n_keys {
        next[key + 1] += next[key];
    }
    let mut order = filled(keys.len(), 0)?;
    for (index, at) in entries.enumerate() {
        if index % ENTRIES_PER_CHECK == 0 {
            exec.check()?;
        }
        let next = &mut next[keys[at] as usize];
        order[*next] = at;
        *next += 1;
    }
    Ok(order)
}
