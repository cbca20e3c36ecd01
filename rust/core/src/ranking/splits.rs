//! Which stored entries learn and which judge.
//!
//! Entries are taken as they are stored, in any order within a row. Of a row, those with the largest keys
//! are held out: keys are times, or random words, one for each stored entry.

use std::cmp::Ordering;
use std::ops::Range;

use crate::numerics::{Csr, filled, reserved};
use crate::simd::Philox;
use crate::{Error, Exec, Result, Work};

/// Entries a task goes over, unless one row has more: some 100 microseconds.
const ENTRIES: usize = 1 << 13;

/// Random streams: of the entries, and of the rows.
const OF_ENTRIES: u64 = 0;
const OF_ROWS: u64 = 1;

/// What becomes of an entry.
const TRAIN: u8 = 0;
/// Known of a row that judges.
const KNOWN: u8 = 1;
/// To be found.
const HELD_OUT: u8 = 2;

/// The predicted time for `nnz` entries.
pub fn split_work(nnz: usize) -> Work {
    const NS_PER_ENTRY: f64 = 20.0;
    Work::new(nnz, NS_PER_ENTRY)
}

/// Holds `k` random entries of every row out; rows with no more than `k` are left whole.
pub fn leave_k_out(
    exec: &Exec,
    ratings: Csr<()>,
    k: usize,
    seed: u64,
    parts: &mut [u8],
) -> Result<()> {
    by_rows(exec, ratings, parts, |rows, parts| {
        let keys = words(seed, ratings, &rows)?;
        hold_out(ratings, rows, &keys, parts, |_, len| if len > k { k } else { 0 })
    })
}

/// Holds the `k` latest entries of every row out, of equal times the ones stored last; rows with no more
/// than `k` are left whole.
pub fn leave_last_out<K: Copy + PartialOrd + Sync>(
    exec: &Exec,
    ratings: Csr<()>,
    times: &[K],
    k: usize,
    parts: &mut [u8],
) -> Result<()> {
    if times.len() != ratings.nnz() {
        return Err(Error::shape(format!(
            "timestamps must have one value for each stored entry, got {} for {} entries",
            times.len(),
            ratings.nnz()
        )));
    }
    if let Some(at) = times.iter().position(|time| time.partial_cmp(time).is_none()) {
        return Err(Error::domain(format!("timestamps must not be NaN, got NaN at [{at}]")));
    }
    by_rows(exec, ratings, parts, |rows, parts| {
        let keys = &times[ratings.row(rows.start).start..];
        hold_out(ratings, rows, keys, parts, |_, len| if len > k { k } else { 0 })
    })
}

/// Draws `n_users` rows with two entries or more, and holds the share `holdout` of theirs out, rounded
/// down, but one at least. `drawn` says which rows.
pub fn strong_generalization(
    exec: &Exec,
    ratings: Csr<()>,
    n_users: usize,
    holdout: f64,
    seed: u64,
    drawn: &mut [bool],
    parts: &mut [u8],
) -> Result<()> {
    if !(holdout > 0.0 && holdout < 1.0) {
        return Err(Error::domain(format!("holdout must be in (0, 1), got {holdout}")));
    }
    let mut row_words = filled(ratings.n_rows(), 0)?;
    Philox::new(seed, OF_ROWS).words(0, &mut row_words);
    let mut rows = reserved(ratings.n_rows())?;
    rows.extend((0..ratings.n_rows()).filter(|&row| ratings.row(row).len() >= 2));
    if n_users > rows.len() {
        return Err(Error::domain(format!(
            "n_users must be at most the number of rows with two entries or more, got {n_users} of {}",
            rows.len()
        )));
    }
    let largest_first = |&row: &usize| std::cmp::Reverse((row_words[row], row));
    if n_users < rows.len() {
        rows.select_nth_unstable_by_key(n_users, largest_first);
    }
    drawn.fill(false);
    rows[..n_users].iter().for_each(|&row| drawn[row] = true);
    let drawn = &*drawn;
    by_rows(exec, ratings, parts, |rows, parts| {
        let keys = words(seed, ratings, &rows)?;
        hold_out(ratings, rows.clone(), &keys, parts, |row, len| match drawn[row] {
            true => ((holdout * len as f64) as usize).clamp(1, len - 1),
            false => 0,
        })?;
        let start = ratings.row(rows.start).start;
        for row in rows.filter(|&row| drawn[row]) {
            let Range { start: from, end } = ratings.row(row);
            let mine = parts[from - start..end - start].iter_mut();
            mine.filter(|part| **part == TRAIN).for_each(|part| *part = KNOWN);
        }
        Ok(())
    })
}

/// Where the rows of one part begin, if its entries stand alone.
pub fn part_indptr(
    exec: &Exec,
    ratings: Csr<()>,
    parts: &[u8],
    part: u8,
    out: &mut [i64],
) -> Result<()> {
    let mut end = 0;
    out[0] = 0;
    for row in 0..ratings.n_rows() {
        if row % ENTRIES == 0 {
            exec.check()?;
        }
        end += parts[ratings.row(row)].iter().filter(|&&it| it == part).count() as i64;
        out[row + 1] = end;
    }
    Ok(())
}

/// `task(rows, their parts)` for runs of whole rows.
fn by_rows(
    exec: &Exec,
    ratings: Csr<()>,
    mut parts: &mut [u8],
    task: impl Fn(Range<usize>, &mut [u8]) -> Result<()> + Sync,
) -> Result<()> {
    let mut runs = Vec::new();
    let mut first = 0;
    while first < ratings.n_rows() {
        let start = ratings.row(first).start;
        let mut end = first + 1;
        while end < ratings.n_rows()
            && end - first < ENTRIES
            && ratings.row(end).end - start <= ENTRIES
        {
            end += 1;
        }
        let (mine, rest) = parts.split_at_mut(ratings.row(end - 1).end - start);
        runs.push((first..end, mine));
        (first, parts) = (end, rest);
    }
    exec.map_items(runs, |_, (rows, parts)| task(rows, parts))?;
    Ok(())
}

/// The random words of the entries of some rows.
fn words(seed: u64, ratings: Csr<()>, rows: &Range<usize>) -> Result<Vec<u64>> {
    let (start, end) = (ratings.row(rows.start).start, ratings.row(rows.end - 1).end);
    let mut words = filled(end - start, 0)?;
    Philox::new(seed, OF_ENTRIES).words(start as u64, &mut words);
    Ok(words)
}

/// Marks the `count(row, length)` entries with the largest keys in each of some rows.
fn hold_out<K: Copy + PartialOrd>(
    ratings: Csr<()>,
    rows: Range<usize>,
    keys: &[K],
    parts: &mut [u8],
    count: impl Fn(usize, usize) -> usize,
) -> Result<()> {
    let start = ratings.row(rows.start).start;
    let (mut order, mut columns) = (Vec::new(), Vec::new());
    parts.fill(TRAIN);
    for row in rows {
        let entries = ratings.row(row);
        if !ratings.is_canonical() {
            refuse_repeats(ratings, row, &mut columns)?;
        }
        let n_out = count(row, entries.len());
        order.clear();
        order.extend(entries.map(|at| at - start));
        if n_out == 0 {
            continue;
        }
        let largest_first = |a: &usize, b: &usize| {
            keys[*b].partial_cmp(&keys[*a]).unwrap_or(Ordering::Equal).then(b.cmp(a))
        };
        if n_out < order.len() {
            order.select_nth_unstable_by(n_out, largest_first);
        }
        order[..n_out].iter().for_each(|&at| parts[at] = HELD_OUT);
    }
    Ok(())
}

fn refuse_repeats(ratings: Csr<()>, row: usize, columns: &mut Vec<usize>) -> Result<()> {
    columns.clear();
    columns.extend(ratings.row(row).map(|at| ratings.col(at)));
    columns.sort_unstable();
    match columns.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => Err(Error::domain(format!(
            "ratings must not repeat an item within a row, got column {} twice in row {row}: \
             sum duplicates first",
            pair[0]
        ))),
    }
}
