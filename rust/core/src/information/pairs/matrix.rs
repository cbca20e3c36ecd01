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
    let tables = Tables::new(exec, codes, order_of_pairs(codes.n_features()), room)?;
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
    let tables = Tables::new(exec, codes, order_of_pairs(codes.n_features()), room)?;
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

/// Features of a tile at least, if they lie in a ring: with fewer, planes come from memory more often than
/// a panel is worth.
const LEAST: usize = 8;

/// How features lie for tables of all pairs.
pub fn order_of_pairs(n_features: usize) -> Order {
    Order::of_pairs(n_features, LEAST)
}

/// `value(i, j, sum)` of the table of `grouping` of feature i with feature j, and its mirror image. A grouping
/// has about `n_groups`.
///
/// 1. Features lie in a ring, where that counts fewer panels: with those up to half of it ahead, each meets
///    every other once (twice the one opposite), and all have as many. At 1,000 features these are 1,000
///    panels in two thirds of the time of the 1,512 of a triangle, half of whose diagonal is for nothing (two
///    threads, 50,000 to 100,000 samples; a tenth of the time shifts panels to where they begin). At 1,024 a
///    triangle is less.
/// 2. Else each meets those of its panel and of all behind it.
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
    let is_ring = tables.is_ring(n_groups);
    let (reach, tile) = match is_ring {
        true => (n / 2, tables.tile(n_groups).min(in_whole_panels(n))),
        false => (n, tables.tile(n_groups)),
    };
    let tiles = Chunks::new(n, tile);
    let rows: Vec<&mut [f64]> = out.chunks_mut((tile * n).max(1)).collect();
    exec.map_items(rows, |index, rows| {
        let features = tiles.range(index);
        let groupings = tables.groupings(exec, features.clone())?;
        let groupings = groupings.into_iter().map(&grouping).collect::<Result<_>>()?;
        let groupings = tables.ready(groupings)?;
        let width = groupings.width();
        let (first, met) = match is_ring {
            true => (features.start, n.min(features.len() + reach)),
            false => (features.start / width * width, n - features.start / width * width),
        };
        let windows = Chunks::new(met, width);
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
    (n / 2 + LEAST).next_multiple_of(PANEL) - n / 2
}

/// Copies pairs that are up to `reach` ahead, or else behind, to their mirror images, square by square.
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
    use super::super::tables::planes_room;
    use super::*;
    use crate::parallel::Pool;
    use crate::simd::{Level, Philox};

    /// Each pair by itself is a matrix too narrow for bits and rings.
    fn check_pairs(n_features: usize, n_bins: u64) {
        let n_samples = 50;
        let mut words = vec![0; n_samples * n_features];
        Philox::new(7, 0).words(0, &mut words);
        let codes: Vec<u8> = words.iter().map(|word| (word % n_bins) as u8).collect();
        let level = Level::new();
        let matrix = |exec: &Exec, codes: &[u8], n_features| {
            let shape = [n_samples, n_features];
            let codes = Codes::new(exec, "codes", Values::U8(codes), shape, None)?;
            let room = planes_room(shape, codes.n_bins(), order_of_pairs(n_features));
            let (mut room, mut out) = (vec![0; room], vec![f64::NAN; n_features * n_features]);
            mi_matrix(exec, &codes, false, &mut room, &mut out)?;
            Ok(out)
        };
        let exec = Exec::serial(level);
        let all = matrix(&exec, &codes, n_features).unwrap();
        let pool = Pool::new(3).unwrap();
        let threaded = pool.run(level, |exec| matrix(exec, &codes, n_features), &|| true);
        assert_eq!(threaded.unwrap().unwrap(), all);
        assert!(all.iter().all(|nats| nats.is_finite()));
        let (last, half) = (n_features - 1, n_features / 2);
        for i in [0, 1, 3, 11, half - 1, half, half + 1, last - 1, last] {
            for ahead in [0, 1, 63, 64, half - 1, half, half + 1, last - 1, last] {
                let j = (i + ahead) % n_features;
                let pair: Vec<u8> =
                    codes.chunks(n_features).flat_map(|row| [row[i], row[j]]).collect();
                let want = matrix(&exec, &pair, 2).unwrap()[usize::from(i != j)];
                assert_eq!(all[i * n_features + j], want, "{i}, {j} of {n_features}");
            }
        }
    }

    #[test]
    fn every_pair_is_itself() {
        for n_features in [100, 512, 513, 600, 1003, 1009, 1024, 1025, 1100] {
            check_pairs(n_features, 3);
        }
        check_pairs(100, 40);
    }
}
