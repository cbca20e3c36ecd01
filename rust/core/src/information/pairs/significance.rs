//! How often chance alone gives as much information.

use super::codes::{Codes, Grouping};
use super::matrix::same_samples;
use super::planes::Order;
use super::tables::Tables;
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::simd::Philox;
use crate::{Error, Exec, Result};

/// `I(X_j; y)` in nats, and the part of tables with `y` in any order, this one included, that have as
/// much: `(1 + #{I_permuted >= I}) / (1 + n_permutations)`. As sums are integers, equal is equal.
///
/// Permutation k of n samples has the order of the words of stream k of `Philox(seed)`, the lowest bits of
/// which, those that n - 1 needs, are replaced by the number of the sample.
pub fn mi_significance(
    exec: &Exec,
    codes: &Codes,
    y: &Codes,
    n_permutations: usize,
    seed: u64,
    room: &mut [u64],
    mi: &mut [f64],
    p_values: &mut [f64],
) -> Result<()> {
    same_samples(codes, y, "y")?;
    if codes.n_samples() == 0 {
        return Err(Error::shape("codes must have at least one sample, got none"));
    }
    let tables = Tables::new(exec, codes, Order::Row, room)?;
    let y = Grouping::of_feature(y, 0)?;
    let observed = tables.relevance(exec, &y)?;
    mi.iter_mut().zip(&observed.nats).for_each(|(mi, &nats)| *mi = nats);
    let parts =
        exec.map_chunks(Chunks::new(n_permutations, tables.tile(y.sizes.len())), |_, range| {
            let groupings = range
                .map(|stream| permuted(&y, Philox::new(seed, stream as u64)))
                .collect::<Result<_>>()?;
            let groupings = tables.ready(groupings)?;
            let panels = tables.panels(&groupings);
            let mut reached = filled(codes.n_features(), 0_u32)?;
            for panel in 0..panels.count() {
                for sums in tables.window_sums(exec, &groupings, panels.range(panel))? {
                    for (j, sum) in panels.range(panel).zip(sums) {
                        reached[j] += u32::from(sum >= observed.with_y[j]);
                    }
                }
            }
            Ok(reached)
        })?;
    for (j, p_value) in p_values.iter_mut().enumerate() {
        let reached: u64 = parts.iter().map(|reached| u64::from(reached[j])).sum();
        *p_value = (1 + reached) as f64 / (1 + n_permutations) as f64;
    }
    Ok(())
}

fn permuted(y: &Grouping, philox: Philox) -> Result<Grouping> {
    let n = y.of_row.len();
    let mut keys = filled(n, 0)?;
    philox.words(0, &mut keys);
    let low = (n as u64).checked_next_power_of_two().map_or(u64::MAX, |power| power - 1);
    keys.iter_mut().zip(0..).for_each(|(key, row)| *key = *key & !low | row);
    keys.sort_unstable();
    let mut of_row = filled(n, 0)?;
    of_row.iter_mut().zip(keys).for_each(|(group, key)| *group = y.of_row[(key & low) as usize]);
    Ok(Grouping { of_row, sizes: y.sizes.clone() })
}
