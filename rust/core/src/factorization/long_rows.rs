//! Rows so long that one thread would keep the others waiting, and Ctrl-C: their sums are taken in
//! chunks of entries, in double precision, merged in order.

use std::ops::Range;

use fearless_simd::dispatch;

use super::row_system::{Scratch, accumulate, finish};
use super::rows::Rows;
use crate::parallel::Chunks;
use crate::{Exec, Real, Result};

/// Products of a row (its length times d^2) from which on it is long: some 20 ms.
pub(super) const LONG: usize = 1 << 30;

/// Chunks of a row: enough for many threads, few enough that their sums do not need much memory.
const MAX_CHUNKS: usize = 64;

/// Products between two looks at the cancel token: a millisecond.
const PRODUCTS_PER_CHECK: usize = 1 << 25;

/// Whether a row of `len` entries is treated here.
pub(super) fn is_long(len: usize, d: usize) -> bool {
    len >= d && len.saturating_mul(d).saturating_mul(d) >= LONG
}

/// The solution for the row with these `entries`; the inner error is the pivot that failed.
pub(super) fn solve_long<T: Real>(
    exec: &Exec,
    rows: &Rows<T>,
    entries: Range<usize>,
) -> Result<std::result::Result<Vec<f64>, usize>> {
    let step = (PRODUCTS_PER_CHECK / (rows.d * rows.d)).max(1);
    let size = entries.len().div_ceil(MAX_CHUNKS).next_multiple_of(step);
    let parts = exec.map_chunks(Chunks::new(entries.len(), size), |_, chunk| {
        let mut scratch = Scratch::<f64>::new(rows.d)?;
        let end = entries.start + chunk.end;
        for start in (entries.start + chunk.start..end).step_by(step) {
            exec.check()?;
            let block = start..end.min(start + step);
            dispatch!(exec.level(), simd => accumulate(simd, rows, block, &mut scratch));
        }
        Ok(scratch)
    })?;
    let mut total = Scratch::new(rows.d)?;
    parts.iter().for_each(|part| total.merge(part));
    exec.check()?;
    let outcome = dispatch!(exec.level(), simd => finish(simd, rows, entries.len(), &mut total));
    Ok(outcome.map(|()| total.z().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factorization::objective::Objective;
    use crate::factorization::row_system::solve_row;
    use crate::numerics::{Csr, CsrParts, Indices};
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
            data: &data,
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
            let rows =
                Rows { ratings, whitened: &whitened, d, objective, spread: &[], known: None };
            let mut want = vec![0.0; padded(d)];
            let mut scratch = Scratch::<f64>::new(d).unwrap();
            let one = dispatch!(level, simd => {
                solve_row(simd, &rows, ratings.row(0), &mut scratch, &mut want)
            });
            assert_eq!(one, Ok(()));
            let serial = solve_long(&exec, &rows, ratings.row(0)).unwrap().unwrap();
            for (got, want) in serial.iter().zip(&want) {
                assert!((got - want).abs() <= 1e-12 * want.abs());
            }
            let pool = Pool::new(3).unwrap();
            let threaded =
                pool.run(level, |exec| solve_long(exec, &rows, ratings.row(0)), &|| true);
            assert_eq!(threaded.unwrap().unwrap().unwrap(), serial);
        }
    }
}
