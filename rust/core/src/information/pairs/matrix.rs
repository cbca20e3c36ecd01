//! Mutual information of all pairs of features.

use super::codes::{Codes, Grouping};
use super::tables::Tables;
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::{Error, Exec, Result};

/// `I(X_i; X_j)` in nats, the diagonal `H(X_i)`; `normalized` divides by the mean of both entropies.
pub fn mi_matrix(
    exec: &Exec,
    codes: &Codes,
    normalized: bool,
    room: &mut [u64],
    out: &mut [f64],
) -> Result<()> {
    let tables = Tables::new(exec, codes, room)?;
    let alone = tables.sums(exec, vec![Grouping::whole(codes.n_samples())?])?.remove(0);
    let whole = tables.logs.whole();
    upper_triangle(exec, &tables, codes.n_bins(), Ok, out, |i, j, sum| {
        let nats = tables.logs.nats(sum - alone[i] - alone[j] + whole);
        let entropies = tables.logs.nats(whole - alone[i]) + tables.logs.nats(whole - alone[j]);
        match (normalized, i == j) {
            // Of two features that never vary, each tells all of the other.
            (true, _) if entropies == 0.0 => 1.0,
            (true, true) if entropies > 0.0 => 1.0,
            (true, _) => 2.0 * nats / entropies,
            (false, true) => entropies / 2.0,
            (false, false) => nats,
        }
    })
}

/// `I(X_i; X_j | Z)` in nats, the diagonal `H(X_i | Z)`.
pub fn cmi_given(
    exec: &Exec,
    codes: &Codes,
    given: &Codes,
    room: &mut [u64],
    out: &mut [f64],
) -> Result<()> {
    same_samples(codes, given, "given")?;
    let tables = Tables::new(exec, codes, room)?;
    let given = Grouping::of_feature(given, 0)?;
    let of_given = given.sum(&tables.logs);
    let with_given = tables.sums(exec, vec![given.clone()])?.remove(0);
    let grouping = |feature: Grouping| feature.and(&given);
    let n_groups = codes.n_bins().saturating_mul(given.sizes.len());
    upper_triangle(exec, &tables, n_groups, grouping, out, |i, j, sum| {
        tables.logs.nats(if i == j {
            of_given - with_given[i]
        } else {
            sum - with_given[i] - with_given[j] + of_given
        })
    })
}

/// An error unless there is a label for each sample.
pub fn same_samples(codes: &Codes, labels: &Codes, name: &str) -> Result<()> {
    if codes.n_samples() == labels.n_samples() {
        return Ok(());
    }
    Err(Error::shape(format!(
        "{name} must have one value for each of the {} samples, got {}",
        codes.n_samples(),
        labels.n_samples()
    )))
}

/// `value(i, j, sum)` of the table of `grouping` of feature i with feature j, for j from i on, and its mirror
/// image. A grouping has about `n_groups`.
fn upper_triangle(
    exec: &Exec,
    tables: &Tables,
    n_groups: usize,
    grouping: impl Fn(Grouping) -> Result<Grouping> + Sync,
    out: &mut [f64],
    value: impl Fn(usize, usize, i64) -> f64 + Sync,
) -> Result<()> {
    let n = tables.codes().n_features();
    if out.len() != product(&[n, n])? {
        return Err(Error::shape(format!("out must have shape ({n}, {n}), got {}", out.len())));
    }
    let tile = tables.tile(n_groups);
    let tiles = Chunks::new(n, tile);
    let rows: Vec<&mut [f64]> = out.chunks_mut((tile * n).max(1)).collect();
    exec.map_items(rows, |index, rows| {
        let features = tiles.range(index);
        let groupings = tables.groupings(exec, features.clone())?;
        let groupings = groupings.into_iter().map(&grouping).collect::<Result<_>>()?;
        let groupings = tables.ready(groupings)?;
        let panels = tables.panels(&groupings);
        for panel in (0..panels.count()).filter(|&panel| panels.range(panel).end > features.start) {
            let sums = tables.panel_sums(exec, &groupings, panel)?;
            for ((i, sums), row) in features.clone().zip(sums).zip(rows.chunks_mut(n)) {
                for (j, sum) in panels.range(panel).zip(sums).filter(|&(j, _)| j >= i) {
                    row[j] = value(i, j, sum);
                }
            }
        }
        Ok(())
    })?;
    mirror(exec, n, out)
}

/// Copies the upper triangle to the lower one, by squares that stay in L1.
fn mirror(exec: &Exec, n: usize, out: &mut [f64]) -> Result<()> {
    const SIDE: usize = 32;
    let squares = Chunks::new(n, SIDE);
    let mut square = filled(SIDE * SIDE, 0.0)?;
    for top in 0..squares.count() {
        exec.check()?;
        for left in top..squares.count() {
            for i in squares.range(top) {
                for j in squares.range(left) {
                    square[(j % SIDE) * SIDE + i % SIDE] = out[i * n + j];
                }
            }
            for j in squares.range(left) {
                for i in squares.range(top).filter(|&i| i < j) {
                    out[j * n + i] = square[(j % SIDE) * SIDE + i % SIDE];
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::codes::Values;
    use super::super::planes::room_of;
    use super::*;
    use crate::simd::{Level, Philox};

    #[test]
    fn panels_meet() {
        let (n_samples, n_features) = (50, 600);
        let mut words = vec![0; n_samples * n_features];
        Philox::new(7, 0).words(0, &mut words);
        let codes: Vec<u8> = words.iter().map(|word| (word % 3) as u8).collect();
        let exec = Exec::serial(Level::new());
        let matrix = |codes: &[u8], n_features| {
            let shape = [n_samples, n_features];
            let codes = Codes::new(&exec, "codes", Values::U8(codes), shape, None).unwrap();
            let mut out = vec![f64::NAN; n_features * n_features];
            let mut room = vec![0; room_of(shape, codes.n_bins())];
            mi_matrix(&exec, &codes, false, &mut room, &mut out).unwrap();
            out
        };
        let all = matrix(&codes, n_features);
        for (i, j) in [(0, 1), (3, 511), (3, 512), (511, 512), (530, 599), (17, 17), (590, 590)] {
            let pair: Vec<u8> = codes.chunks(n_features).flat_map(|row| [row[i], row[j]]).collect();
            let want = matrix(&pair, 2)[usize::from(i != j)];
            assert_eq!(all[i * n_features + j], all[j * n_features + i]);
            assert_eq!(all[i * n_features + j], want, "{i}, {j}");
        }
    }
}
