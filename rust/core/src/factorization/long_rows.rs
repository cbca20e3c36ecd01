//! Rows so long that one thread would keep the others waiting, and Ctrl-C: their sums are taken in
//! chunks of entries, merged in order. Exact systems are summed in double precision.

use std::ops::Range;

use fearless_simd::dispatch;

use super::row_system::{Scratch, accumulate, finish};
use super::rows::Rows;
use super::scores::{Scores, corrections_at};
use super::search::{search_long, search_products};
use super::solver::Solver;
use crate::parallel::Chunks;
use crate::{Exec, Real, Result};

/// Products of a row (its length times d^2) from which on it is long: some 20 ms.
const LONG: usize = 1 << 30;

/// Entries from which on a row's sums lose digits in single precision, however small its system.
const MANY: usize = 1 << 18;

/// Products of a search from which on its row is long: some 20 ms, for they wait for memory.
const LONG_SEARCH: usize = 1 << 26;

/// Chunks of a row: enough for many threads, few enough that their sums do not need much memory.
const MAX_CHUNKS: usize = 64;

/// Products between two looks at the cancel token: a millisecond.
const PRODUCTS_PER_CHECK: usize = 1 << 25;

/// Whether a row of `len` entries is treated here.
pub(super) fn is_long(solver: Solver, len: usize, d: usize) -> bool {
    if solver.searches(len) {
        search_products(len, d) >= LONG_SEARCH
    } else {
        len >= d && (len >= MANY || len.saturating_mul(d).saturating_mul(d) >= LONG)
    }
}

/// Solves for the row with these `entries` into `z`, where the search finds what it begins with, and
/// returns what they add to the loss; the inner error says that the system failed.
pub(super) fn solve_long<T: Real>(
    exec: &Exec,
    rows: &Rows<T>,
    solver: Solver,
    entries: Range<usize>,
    z: &mut [f64],
) -> Result<std::result::Result<f64, usize>> {
    if !solver.searches(entries.len()) {
        exactly(exec, rows, entries, z)
    } else if rows.is_tame(entries.clone()) {
        dispatch!(exec.level(), simd => search_long::<_, T, T>(simd, exec, rows, entries, z))
    } else {
        dispatch!(exec.level(), simd => search_long::<_, T, f64>(simd, exec, rows, entries, z))
    }
}

fn exactly<T: Real>(
    exec: &Exec,
    rows: &Rows<T>,
    entries: Range<usize>,
    z: &mut [f64],
) -> Result<std::result::Result<f64, usize>> {
    let step = (PRODUCTS_PER_CHECK / (rows.d * rows.d)).max(1);
    let size = entries.len().div_ceil(MAX_CHUNKS).next_multiple_of(step);
    let chunks = Chunks::new(entries.len(), size);
    let of_row = |chunk: Range<usize>| entries.start + chunk.start..entries.start + chunk.end;
    let parts = exec.map_chunks(chunks, |_, chunk| {
        let mut scratch = Scratch::<f64>::new(rows.d)?;
        let chunk = of_row(chunk);
        for start in chunk.clone().step_by(step) {
            exec.check()?;
            let block = start..chunk.end.min(start + step);
            dispatch!(exec.level(), simd => accumulate(simd, rows, block, &mut scratch));
        }
        Ok(scratch)
    })?;
    let mut total = Scratch::new(rows.d)?;
    parts.iter().for_each(|part| total.merge(part));
    exec.check()?;
    let outcome = dispatch!(exec.level(), simd => finish(simd, rows, entries.len(), &mut total));
    if let Err(pivot) = outcome {
        return Ok(Err(pivot));
    }
    z.copy_from_slice(total.z());
    if !rows.is_scored {
        return Ok(Ok(0.0));
    }
    let z = total.z();
    let parts = exec.map_chunks(chunks, |_, chunk| {
        let mut scores = Scores::<f64>::new(rows.d)?;
        let chunk = of_row(chunk);
        Ok(dispatch!(exec.level(), simd => corrections_at(simd, rows, chunk, z, &mut scores)))
    })?;
    Ok(Ok(parts.iter().sum()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factorization::objective::Objective;
    use crate::factorization::row_system::solve_row;
    use crate::factorization::search::{Search, search_row};
    use crate::numerics::{Csr, CsrParts, Indices, Stored};
    use crate::parallel::Pool;
    use crate::simd::{available_levels, padded};

    #[test]
    fn in_pieces_as_in_one() {
        let (d, n) = (64, 20_000);
        let indices: Vec<i32> = (0..n).collect();
        let data: Vec<f32> = (0..n).map(|i| (i % 5) as f32 - 1.5).collect();
        let indptr = [0, i64::from(n)];
        let parts = CsrParts {
            shape: (1, n as usize),
            indptr: &indptr,
            indices: Indices::Narrow(&indices),
            data: Stored::Each(&data),
        };
        let mut whitened = vec![0.0_f32; n as usize * padded(d)];
        for (i, w) in whitened.chunks_exact_mut(padded(d)).enumerate() {
            for (k, w) in w[..d].iter_mut().enumerate() {
                *w = ((i * 7 + k * 3) % 11) as f32 / 500.0;
            }
        }
        for level in available_levels() {
            let exec = Exec::serial(level);
            let ratings = Csr::new(&exec, "x", parts).unwrap();
            let objective = Objective::Original { alpha: 0.5, l2: 0.0 };
            let rows = Rows {
                ratings,
                whitened: &whitened,
                d,
                objective,
                spread: &[],
                known: None,
                is_scored: true,
            };
            let entries = ratings.row(0);
            for solver in [Solver::Cholesky, Solver::Cg] {
                let mut want = vec![0.0; padded(d)];
                let whole = match solver {
                    Solver::Cholesky => dispatch!(level, simd => {
                        let mut scratch = Scratch::<f64>::new(d).unwrap();
                        solve_row(simd, &rows, entries.clone(), &mut scratch, &mut want).unwrap();
                        let mut scores = Scores::new(d).unwrap();
                        corrections_at(simd, &rows, entries.clone(), &want, &mut scores)
                    }),
                    _ => dispatch!(level, simd => {
                        let mut search = Search::<f32>::new(d, entries.len()).unwrap();
                        search_row(simd, &exec, &rows, entries.clone(), &mut search, &mut want)
                    })
                    .unwrap()
                    .unwrap(),
                };
                let tolerance = if solver == Solver::Cholesky { 1e-12 } else { 0.0 };
                let largest = want.iter().fold(0.0, |most: f64, z| most.max(z.abs()));
                let pieces = |exec: &Exec| {
                    let mut z = vec![0.0; padded(d)];
                    let loss = solve_long(exec, &rows, solver, entries.clone(), &mut z)?.unwrap();
                    Ok((z, loss))
                };
                let serial = pieces(&exec).unwrap();
                for (got, want) in serial.0.iter().zip(&want) {
                    assert!((got - want).abs() <= tolerance * largest, "{got} {want}");
                }
                assert!((serial.1 - whole).abs() <= 1e-12 * whole.abs(), "{} {whole}", serial.1);
                let pool = Pool::new(3).unwrap();
                let threaded = pool.run(level, |exec| pieces(exec), &|| true);
                assert_eq!(threaded.unwrap().unwrap(), serial);
            }
        }
    }
}
