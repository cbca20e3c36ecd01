//! Tables of all pairs of columns of codes.

use super::codes::Code;
use super::counts::{LEN_MIN, chunk_len};
use super::tables::{count_into, n_tables};
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::{Error, Exec, Result, Work};

/// Of so many columns the pairs are shared out, of fewer the samples.
const MANY_COLUMNS: usize = 8;

/// Samples whose cells are found before they are counted.
const BLOCK: usize = 256;

/// The predicted time for `n_columns` columns of `n` codes.
pub fn pairs_work(n: usize, n_columns: usize) -> Work {
    Work::new(n.saturating_mul(n_columns).saturating_mul(n_columns), 0.5)
}

/// Adds to `counts` how often each pair of codes occurs: for the columns (0, 1), (0, 2) ... (1, 2) ... a
/// table of `n_bins` rows and columns. The columns of `codes` lie one after the other.
pub fn count_pairs<C: Code>(
    exec: &Exec,
    codes: &[C],
    n_columns: usize,
    n_bins: usize,
    counts: &mut [i64],
) -> Result<()> {
    let n = codes.len() / n_columns.max(1);
    let cells = product(&[n_bins, n_bins])?;
    let n_pairs = product(&[n_columns, n_columns.saturating_sub(1)])? / 2;
    if counts.len() != product(&[n_pairs, cells])? || product(&[n, n_columns])? != codes.len() {
        return Err(Error::shape(format!(
            "counts must have shape ({n_pairs}, {n_bins}, {n_bins}) for {n_columns} columns"
        )));
    }
    below(exec, codes, n_columns, n_bins)?;
    let column = |at: usize| &codes[at * n..(at + 1) * n];
    let mut tasks = Vec::new();
    let mut rest = counts;
    for first in 0..n_columns {
        let (own, others) = rest.split_at_mut((n_columns - 1 - first) * cells);
        tasks.push(own);
        rest = others;
    }
    let alone = exec.worth(Work::new(0, 0.0));
    let many = n_columns >= MANY_COLUMNS;
    let (outer, inner) = if many { (exec, &alone) } else { (&alone, exec) };
    outer.map_items(tasks, |first, counts: &mut [i64]| {
        for (second, counts) in (first + 1..).zip(counts.chunks_exact_mut(cells.max(1))) {
            add_table(inner, [column(first), column(second)], n_bins, counts)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// An error unless all codes are in `0..n_bins`.
fn below<C: Code>(exec: &Exec, codes: &[C], n_columns: usize, n_bins: usize) -> Result<()> {
    let is_outside = |code: &C| code.value() as usize >= n_bins;
    let parts = exec.map_chunks(Chunks::new(codes.len(), LEN_MIN), |_, range| {
        Ok(codes[range].iter().fold(false, |any, code| any | is_outside(code)))
    })?;
    if !parts.contains(&true) {
        return Ok(());
    }
    let at = codes.iter().take_while(|code| !is_outside(code)).count();
    let n = codes.len() / n_columns;
    Err(Error::domain(format!(
        "codes must be in 0..{n_bins}, got {} at ({}, {})",
        codes[at].value(),
        at % n,
        at / n
    )))
}

/// Adds the table of two columns.
fn add_table<C: Code>(
    exec: &Exec,
    [x, y]: [&[C]; 2],
    n_bins: usize,
    counts: &mut [i64],
) -> Result<()> {
    let cells = counts.len();
    let parts = exec.map_chunks(Chunks::new(x.len(), chunk_len(cells)), |_, range| {
        let mut tables = filled(n_tables(cells) * cells, 0_u32)?;
        let mut flat = [0; BLOCK];
        for (at, start) in range.clone().step_by(BLOCK).enumerate() {
            if at % (LEN_MIN / BLOCK) == 0 {
                exec.check()?;
            }
            let block = start..range.end.min(start + BLOCK);
            let flat = &mut flat[..block.len()];
            let pairs = x[block.clone()].iter().zip(&y[block]);
            for (cell, (x, y)) in flat.iter_mut().zip(pairs) {
                *cell = x.value() as usize * n_bins + y.value() as usize;
            }
            count_into(flat, cells, &mut tables, |cell| cell);
        }
        Ok(tables)
    })?;
    for table in parts.iter().flat_map(|tables| tables.chunks_exact(cells)) {
        counts.iter_mut().zip(table).for_each(|(total, &count)| *total += i64::from(count));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Level;

    #[test]
    fn codes_outside_are_refused() {
        let exec = Exec::serial(Level::new());
        for (codes, place) in [([0_i64, 1, 2, 0], "(0, 1)"), ([0, -1, 1, 0], "(1, 0)")] {
            let mut counts = [0; 4];
            let error = count_pairs(&exec, &codes, 2, 2, &mut counts).unwrap_err();
            assert!(error.to_string().ends_with(place), "{error}");
            assert_eq!(counts, [0; 4]);
        }
    }
}
