//! The rows most similar to given rows, by cosine: `recommend` on rows of length 1.

use super::factors::Factors;
use super::pattern::Pattern;
use super::recommend::recommend;
use crate::numerics::{Csr, CsrParts, Indices, filled};
use crate::{Error, Exec, Real, Result};

/// Elements one task normalises.
const CHUNK: usize = 1 << 15;

/// The `n` rows of `factors` most similar to each of `rows` and their cosines, the row itself left out;
/// otherwise as [`recommend`]. A row of zeros has cosine 0 with all others.
pub fn similar_items<T: Real>(
    exec: &Exec,
    factors: Factors<T>,
    rows: &[i64],
    n: usize,
    ids: &mut [i64],
    cosines: &mut [T],
) -> Result<()> {
    let depth = factors.n_components;
    factors.magnitude(exec)?;
    if let Some(at) = rows.iter().position(|&row| row < 0 || row as usize >= factors.n_rows) {
        return Err(Error::domain(format!(
            "rows must be in [0, {}), got {} at [{at}]",
            factors.n_rows, rows[at]
        )));
    }
    let mut unit = filled(factors.data.len(), T::ZERO)?;
    let step = (CHUNK / depth.max(1)).max(1) * depth.max(1);
    let parts = unit.chunks_mut(step).zip(factors.data.chunks(step)).collect();
    exec.map_items(parts, |_, (unit, data): (&mut [T], &[T])| {
        unit.copy_from_slice(data);
        unit.chunks_mut(depth.max(1)).for_each(normalise);
        Ok(())
    })?;
    let mut queries = filled(rows.len() * depth, T::ZERO)?;
    for (query, &row) in queries.chunks_mut(depth.max(1)).zip(rows) {
        query.copy_from_slice(&unit[row as usize * depth..][..depth]);
    }
    let mut indptr = filled(rows.len() + 1, 0)?;
    indptr.iter_mut().zip(0..).for_each(|(start, row)| *start = row);
    let itself = CsrParts::pattern((rows.len(), factors.n_rows), &indptr, Indices::Wide(rows));
    let itself = Pattern::new(Csr::new(exec, "rows", itself)?)?;
    let queries = Factors { data: &queries, n_rows: rows.len(), ..factors };
    recommend(exec, queries, Factors { data: &unit, ..factors }, Some(itself), n, ids, cosines)
}

/// Scales a row to length 1; zeros stay. The largest magnitude comes out first, so that no square
/// overflows or vanishes.
fn normalise<T: Real>(row: &mut [T]) {
    let scale = row.iter().fold(0.0, |most: f64, x| most.max(x.abs().to_f64()));
    if scale == 0.0 {
        return;
    }
    let square: f64 = row.iter().map(|x| (x.to_f64() / scale).powi(2)).sum();
    let norm = square.sqrt();
    row.iter_mut().for_each(|x| *x = T::from_f64(x.to_f64() / scale / norm));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_neither_vanish_nor_overflow() {
        for scale in [f64::MIN_POSITIVE, 1.0, f64::MAX / 8.0] {
            let mut row = [3.0 * scale, 0.0, -4.0 * scale];
            normalise(&mut row);
            assert!((row[0] - 0.6).abs() < 1e-15 && (row[2] + 0.8).abs() < 1e-15, "{row:?}");
        }
        let mut zeros = [0.0_f32; 2];
        normalise(&mut zeros);
        assert_eq!(zeros, [0.0; 2]);
    }
}
