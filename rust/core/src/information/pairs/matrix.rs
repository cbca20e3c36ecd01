//! Mutual information of all pairs of features.

use super::codes::{Codes, Grouping};
use super::planes::{Order, PANEL};
use super::tables::Tables;
use crate::numerics::product;
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
    let tables = Tables::new(exec, codes, Order::Ring, room)?;
    let alone = tables.sums(exec, vec![Grouping::whole(codes.n_samples())?])?.remove(0);
    let whole = tables.logs.whole();
    all_pairs(exec, &tables, codes.n_bins(), Ok, out, |i, j, sum| {
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
    let tables = Tables::new(exec, codes, Order::Ring, room)?;
    let given = Grouping::of_feature(given, 0)?;
    let of_given = given.sum(&tables.logs);
    let with_given = tables.sums(exec, vec![given.clone()])?.remove(0);
    let grouping = |feature: Grouping| feature.and(&given);
    let n_groups = codes.n_bins().saturating_mul(given.sizes.len());
    all_pairs(exec, &tables, n_groups, grouping, out, |i, j, sum| {
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

/// `value(i, j, sum)` of the table of `grouping` of feature i with feature j, and its mirror image. A grouping
/// has about `n_groups`.
///
/// Features lie in a ring: with those up to half of it ahead, each meets every other once (twice the one
/// opposite), and all have as many. Of 1,000 features these are 1,000 panels, where triangles have 1,512: half
/// of each panel on the diagonal is for nothing. That takes two thirds of the time (two threads, 50,000 to
/// 100,000 samples; a tenth of it shifts panels to where they begin).
fn all_pairs(
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
    let reach = n / 2;
    let tile = tables.tile(n_groups).min(in_whole_panels(n));
    let tiles = Chunks::new(n, tile);
    let rows: Vec<&mut [f64]> = out.chunks_mut((tile * n).max(1)).collect();
    exec.map_items(rows, |index, rows| {
        let features = tiles.range(index);
        let groupings = tables.groupings(exec, features.clone())?;
        let groupings = groupings.into_iter().map(&grouping).collect::<Result<_>>()?;
        let groupings = tables.ready(groupings)?;
        let (first, met) = match n <= groupings.width() {
            true => (0, n),
            false => (features.start, n.min(features.len() + reach)),
        };
        let windows = Chunks::new(met, groupings.width());
        for window in (0..windows.count()).map(|window| windows.range(window)) {
            let start = (first + window.start) % n;
            let sums = tables.window_sums(exec, &groupings, start..start + window.len())?;
            for ((i, sums), row) in features.clone().zip(sums).zip(rows.chunks_mut(n)) {
                for (at, sum) in sums.into_iter().enumerate() {
                    let j = (start + at) % n;
                    if (j + n - i) % n <= reach {
                        row[j] = value(i, j, sum);
                    }
                }
            }
        }
        Ok(())
    })?;
    mirror(exec, n, reach, out)
}

/// Features of a tile, so that these and those they meet fill few panels.
fn in_whole_panels(n: usize) -> usize {
    /// With fewer, planes come from memory more often than a panel is worth.
    const LEAST: usize = 8;
    let met = n / 2 + LEAST;
    met.next_multiple_of(PANEL) - n / 2
}

/// Copies pairs to where they were not computed, by squares that stay in L1.
fn mirror(exec: &Exec, n: usize, reach: usize, out: &mut [f64]) -> Result<()> {
    const SIDE: usize = 32;
    let squares = Chunks::new(n, SIDE);
    for top in 0..squares.count() {
        exec.check()?;
        for left in top..squares.count() {
            for i in squares.range(top) {
                for j in squares.range(left).filter(|&j| j > i) {
                    let (upper, lower) = (i * n + j, j * n + i);
                    if j - i <= reach {
                        out[lower] = out[upper];
                    } else {
                        out[upper] = out[lower];
                    }
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

    /// Each pair by itself is a matrix too narrow for bits and rings.
    fn check_pairs(n_features: usize, n_bins: u64) {
        let n_samples = 50;
        let mut words = vec![0; n_samples * n_features];
        Philox::new(7, 0).words(0, &mut words);
        let codes: Vec<u8> = words.iter().map(|word| (word % n_bins) as u8).collect();
        let exec = Exec::serial(Level::new());
        let matrix = |codes: &[u8], n_features| {
            let shape = [n_samples, n_features];
            let codes = Codes::new(&exec, "codes", Values::U8(codes), shape, None).unwrap();
            let mut out = vec![f64::NAN; n_features * n_features];
            let mut room = vec![0; room_of(shape, codes.n_bins(), Order::Ring)];
            mi_matrix(&exec, &codes, false, &mut room, &mut out).unwrap();
            out
        };
        let all = matrix(&codes, n_features);
        assert!(all.iter().all(|nats| nats.is_finite()));
        let (last, half) = (n_features - 1, n_features / 2);
        for i in [0, 1, 3, 11, half - 1, half, half + 1, last - 1, last] {
            for ahead in [0, 1, 63, 64, half - 1, half, half + 1, last - 1, last] {
                let j = (i + ahead) % n_features;
                let pair: Vec<u8> =
                    codes.chunks(n_features).flat_map(|row| [row[i], row[j]]).collect();
                let want = matrix(&pair, 2)[usize::from(i != j)];
                assert_eq!(all[i * n_features + j], want, "{i}, {j} of {n_features}");
            }
        }
    }

    #[test]
    fn every_pair_is_itself() {
        for n_features in [100, 512, 513, 600, 1003, 1100] {
            check_pairs(n_features, 3);
        }
        check_pairs(100, 40);
    }
}
