//! Mutual information of all pairs of features.

use super::codes::{Codes, Grouping};
use super::tables::Tables;
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::{Error, Exec, Result};

/// `I(X_i; X_j)` in nats, the diagonal `H(X_i)`; `normalized` divides by the mean of both entropies.
pub fn mi_matrix(exec: &Exec, codes: &Codes, normalized: bool, out: &mut [f64]) -> Result<()> {
    let tables = Tables::new(exec, codes)?;
    let alone = tables.sums(exec, vec![Grouping::whole(codes.n_samples())?])?.remove(0);
    let whole = tables.logs.whole();
    upper_triangle(
        exec,
        &tables,
        |i| Grouping::of_feature(codes, i),
        out,
        |i, j, sum| {
            let nats = tables.logs.nats(sum - alone[i] - alone[j] + whole);
            let entropies = tables.logs.nats(whole - alone[i]) + tables.logs.nats(whole - alone[j]);
            match (normalized, i == j) {
                // Of two features that never vary, each tells all of the other.
                (true, _) if entropies == 0.0 => 1.0,
                (true, true) => 1.0,
                (true, false) => 2.0 * nats / entropies,
                (false, true) => entropies / 2.0,
                (false, false) => nats,
            }
        },
    )
}

/// `I(X_i; X_j | Z)` in nats, the diagonal `H(X_i | Z)`.
pub fn cmi_given(exec: &Exec, codes: &Codes, given: &Codes, out: &mut [f64]) -> Result<()> {
    same_samples(codes, given, "given")?;
    let tables = Tables::new(exec, codes)?;
    let given = Grouping::of_feature(given, 0)?;
    let of_given = given.sum(&tables.logs);
    let with_given = tables.sums(exec, vec![given.clone()])?.remove(0);
    let grouping = |i| Grouping::of_feature(codes, i)?.and(&given);
    upper_triangle(exec, &tables, grouping, out, |i, j, sum| {
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

/// `value(i, j, sum)` of the table of `grouping(i)` with feature j, for j from i on, and its mirror image.
fn upper_triangle(
    exec: &Exec,
    tables: &Tables,
    grouping: impl Fn(usize) -> Result<Grouping> + Sync,
    out: &mut [f64],
    value: impl Fn(usize, usize, i64) -> f64 + Sync,
) -> Result<()> {
    let n = tables.codes().n_features();
    let tiles = Chunks::new(n, tables.tile());
    let rows: Vec<&mut [f64]> = out.chunks_mut((tables.tile() * n).max(1)).collect();
    exec.map_items(rows, |tile, rows| {
        let features = tiles.range(tile);
        let groupings = features.clone().map(&grouping).collect::<Result<_>>()?;
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
