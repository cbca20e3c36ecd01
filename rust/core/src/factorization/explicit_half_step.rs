//! Half a sweep of alternating least squares for explicit ratings: every row's factors and bias solved
//! exactly, given those of the columns (Zhou, Wilkinson, Schreiber and Pan 2008, equation 9, with biases).
//!
//! The simple loop:
//! ```text
//! for row u: solve (A^T A + ridge I) x_u = A^T t over its entries (`explicit_rows.rs`)
//! ```
//! 1. The columns' factors and a one are laid out once in padded rows, so that gathering copies whole
//!    vectors.
//! 2. A row shorter than its unknowns has a dual of the order of its length: with 21 unknowns in f32 a row
//!    of 4, 8 or 16 entries takes 0.7, 0.9 or 1.8 us, one of 21, where the other system begins, 2.3 us
//!    (AVX-512, one thread). A row of one entry, as a third of MovieLens' items are, needs a division.
//! 3. Single precision where the ridge leaves it digits enough, which is seen from the row's trace.
//! 4. Rows go in contiguous chunks of equal work, by a count of products that depends on lengths and order
//!    alone; very long rows are cut themselves.

use std::ops::Range;

use fearless_simd::dispatch;

use super::explicit_rows::{Ridge, Rows, Scratch, accumulate, finish, solve_row};
use crate::numerics::{Csr, filled, product};
use crate::parallel::Chunks;
use crate::simd::padded;
use crate::{Error, Exec, Real, Result, Work};

/// Products of a row (its length times the order squared) from which on it is cut: some 20 ms.
const LONG: usize = 1 << 30;

/// Chunks of a long row: enough for many threads, few enough that their sums do not need much memory.
const MAX_CHUNKS: usize = 64;

/// Products between two looks at the cancel token: a millisecond.
const PRODUCTS_PER_CHECK: usize = 1 << 25;

/// The other side of a half step, and what is asked of this one.
#[derive(Clone, Copy, Debug)]
pub struct FixedSide<'a, T> {
    /// What errors call it.
    pub name: &'a str,
    /// One row for each column of the ratings: its factors, then, with `bias`, its bias.
    pub rows: &'a [T],
    /// The length of a row.
    pub order: usize,
    /// Whether the last of a row is a bias.
    pub bias: bool,
    /// The mean of all ratings.
    pub mean: f64,
}

/// The predicted time of a half step.
pub fn explicit_half_step_work(n_rows: usize, n_cols: usize, nnz: usize, order: usize) -> Work {
    const NS: f64 = 0.03;
    let vectors = n_rows.saturating_add(n_cols).saturating_add(nnz);
    Work::new(vectors.saturating_mul(order).saturating_mul(order), NS)
}

/// The unknowns of the rows of `ratings` (in any order, each entry a rating), `order` per row, into
/// `out`. Rows without entries get zeros.
pub fn explicit_half_step<T: Real>(
    exec: &Exec,
    ratings: Csr<T>,
    fixed: FixedSide<T>,
    ridge: Ridge,
    out: &mut [T],
) -> Result<()> {
    check_l2(ridge.l2)?;
    let FixedSide { name, rows, order, bias, mean } = fixed;
    if order == 0 || Some(rows.len()) != ratings.n_cols().checked_mul(order) {
        return Err(Error::shape(format!(
            "{name} must have one row for each of the {} columns of ratings and at least one column, \
             got {} rows of {order}",
            ratings.n_cols(),
            rows.len().checked_div(order).unwrap_or(0)
        )));
    }
    let stride = padded(order);
    let mut table = filled(product(&[ratings.n_cols(), stride])?, T::ZERO)?;
    let mut squares = filled(ratings.n_cols(), 0.0)?;
    let mut offsets = filled(ratings.n_cols(), mean)?;
    for (col, (to, from)) in
        table.chunks_exact_mut(stride).zip(rows.chunks_exact(order)).enumerate()
    {
        to[..order].copy_from_slice(from);
        if bias {
            offsets[col] += from[order - 1].to_f64();
            to[order - 1] = T::ONE;
        }
        squares[col] = to.iter().map(|a| a.to_f64() * a.to_f64()).sum();
        if !(squares[col] + offsets[col]).is_finite() {
            return Err(not_finite(name, col, from));
        }
    }
    let rows = Rows { ratings, table: &table, squares: &squares, offsets: &offsets, order, ridge };
    exec.map_items(cut(&rows, out), |_, (range, out)| short_rows(exec, &rows, range, out))?;
    for row in (0..ratings.n_rows()).filter(|&row| is_long(ratings.row(row).len(), order)) {
        let solved = solve_long(exec, &rows, ratings.row(row))?;
        take(row, solved.as_deref().map_err(|&pivot| pivot), &mut out[row * order..][..order])?;
    }
    Ok(())
}

/// The penalty must be finite and not negative.
pub(super) fn check_l2(l2: f64) -> Result<()> {
    if (0.0..f64::INFINITY).contains(&l2) {
        return Ok(());
    }
    Err(Error::domain(format!("l2 must be finite and not negative, got {l2}")))
}

/// Contiguous rows of about equal work, each with its part of `out`.
fn cut<'a, T: Real>(rows: &Rows<T>, mut out: &'a mut [T]) -> Vec<(Range<usize>, &'a mut [T])> {
    /// Some 200 microseconds.
    const PRODUCTS: usize = 1 << 22;
    const MAX_ROWS: usize = 256;
    let mut pieces = Vec::new();
    let (mut start, mut work) = (0, 0_usize);
    for row in 0..rows.ratings.n_rows() {
        work = work.saturating_add(products(rows.ratings.row(row).len(), rows.order));
        let end = row + 1;
        if work >= PRODUCTS || end - start == MAX_ROWS || end == rows.ratings.n_rows() {
            let (piece, rest) = out.split_at_mut((end - start) * rows.order);
            pieces.push((start..end, piece));
            (start, work, out) = (end, 0, rest);
        }
    }
    pieces
}

/// Products of a row of `len` entries, and what a row costs at least.
fn products(len: usize, order: usize) -> usize {
    const OVERHEAD: usize = 4096;
    let shorter = len.min(order);
    // Half of each square and a sixth of each cube are computed; two thirds of that speed are lost.
    let system = len.saturating_mul(order).saturating_mul(shorter) / 2;
    let cube = shorter.saturating_mul(shorter).saturating_mul(shorter) / 3;
    if is_long(len, order) {
        OVERHEAD
    } else {
        system.saturating_add(cube).saturating_add(OVERHEAD)
    }
}

fn is_long(len: usize, order: usize) -> bool {
    len >= order && len.saturating_mul(order).saturating_mul(order) >= LONG
}

fn short_rows<T: Real>(
    exec: &Exec,
    rows: &Rows<T>,
    range: Range<usize>,
    out: &mut [T],
) -> Result<()> {
    let mut scratch = Scratch::<T>::new(rows.order)?;
    let mut double: Option<Scratch<f64>> = None;
    for (row, out) in range.zip(out.chunks_exact_mut(rows.order)) {
        let entries = rows.ratings.row(row);
        if is_long(entries.len(), rows.order) {
            continue;
        }
        if rows.is_tame(entries.clone()) {
            let solved =
                dispatch!(exec.level(), simd => solve_row(simd, rows, entries, &mut scratch));
            take(row, solved.map(|()| scratch.solution()), out)?;
        } else {
            let scratch = match &mut double {
                Some(scratch) => scratch,
                None => double.insert(Scratch::new(rows.order)?),
            };
            let solved = dispatch!(exec.level(), simd => solve_row(simd, rows, entries, scratch));
            take(row, solved.map(|()| scratch.solution()), out)?;
        }
    }
    Ok(())
}

/// The solution for the row with these `entries`, summed in chunks of them, merged in order, in double
/// precision; the inner error is the pivot that failed.
fn solve_long<T: Real>(
    exec: &Exec,
    rows: &Rows<T>,
    entries: Range<usize>,
) -> Result<std::result::Result<Vec<f64>, usize>> {
    let step = (PRODUCTS_PER_CHECK / (rows.order * rows.order)).max(1);
    let size = entries.len().div_ceil(MAX_CHUNKS).next_multiple_of(step);
    let parts = exec.map_chunks(Chunks::new(entries.len(), size), |_, chunk| {
        let mut scratch = Scratch::<f64>::new(rows.order)?;
        let end = entries.start + chunk.end;
        for start in (entries.start + chunk.start..end).step_by(step) {
            exec.check()?;
            let block = start..end.min(start + step);
            dispatch!(exec.level(), simd => accumulate(simd, rows, block, &mut scratch));
        }
        Ok(scratch)
    })?;
    let mut total = Scratch::new(rows.order)?;
    parts.iter().for_each(|part| total.merge(part));
    exec.check()?;
    let n = entries.len();
    let solved = dispatch!(exec.level(), simd => finish(simd, rows, n, &mut total));
    Ok(solved.map(|()| total.solution().to_vec()))
}

/// The solution of `row` into `out`, rounded once.
fn take<T: Real, P: Real>(
    row: usize,
    solved: std::result::Result<&[P], usize>,
    out: &mut [T],
) -> Result<()> {
    let solution = solved.map_err(|_| {
        Error::Linalg(format!(
            "the system of row {row} is singular to working precision: it has fewer ratings than \
             unknowns, or they do not tell the unknowns apart, and l2 is too small"
        ))
    })?;
    out.iter_mut().zip(solution).for_each(|(to, from)| *to = T::from_f64(from.to_f64()));
    if out.iter().all(|x| x.is_finite()) {
        return Ok(());
    }
    Err(Error::Linalg(format!("the solution of row {row} overflows")))
}

/// Which of `values`, those of `row`, is not finite.
pub(super) fn not_finite<T: Real>(name: &str, row: usize, values: &[T]) -> Error {
    match values.iter().position(|x| !x.is_finite()) {
        Some(at) => Error::domain(format!(
            "{name}: values must be finite, got {} at ({row}, {at})",
            values[at].to_f64()
        )),
        None => Error::domain(format!("{name}: squares of values must not overflow")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::{CsrParts, Indices, Stored};
    use crate::parallel::Pool;
    use crate::simd::available_levels;

    #[test]
    fn long_rows_in_pieces_as_in_one() {
        let (order, n) = (64, 20_000);
        let indices: Vec<i32> = (0..n).collect();
        let data: Vec<f32> = (0..n).map(|i| (i % 5) as f32 - 1.5).collect();
        let indptr = [0, i64::from(n)];
        let parts = CsrParts {
            shape: (1, n as usize),
            indptr: &indptr,
            indices: Indices::Narrow(&indices),
            data: Stored::Each(&data),
        };
        let mut table = vec![0.0_f32; n as usize * padded(order)];
        for (i, a) in table.chunks_exact_mut(padded(order)).enumerate() {
            for (k, a) in a[..order].iter_mut().enumerate() {
                *a = ((i * 7 + k * 3) % 11) as f32 / 500.0;
            }
        }
        let (squares, offsets) = (vec![1.0; n as usize], vec![0.5; n as usize]);
        let ridge = Ridge { l2: 0.1, weighted: true };
        for level in available_levels() {
            let exec = Exec::serial(level);
            let ratings = Csr::new(&exec, "x", parts).unwrap();
            let rows =
                Rows { ratings, table: &table, squares: &squares, offsets: &offsets, order, ridge };
            let mut scratch = Scratch::<f64>::new(order).unwrap();
            let one = dispatch!(level, simd => solve_row(simd, &rows, 0..n as usize, &mut scratch));
            assert_eq!(one, Ok(()));
            let serial = solve_long(&exec, &rows, ratings.row(0)).unwrap().unwrap();
            for (got, want) in serial.iter().zip(scratch.solution()) {
                assert!((got - want).abs() <= 1e-12 * want.abs());
            }
            let pool = Pool::new(3).unwrap();
            let threaded =
                pool.run(level, |exec| solve_long(exec, &rows, ratings.row(0)), &|| true);
            assert_eq!(threaded.unwrap().unwrap().unwrap(), serial);
        }
    }
}
