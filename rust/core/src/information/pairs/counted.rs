//! Sums over tables of groups against 512 features at once, from counts of bits.
//!
//! The simple loop, for groups g of the samples and all features x:
//! ```text
//! for feature: for row: table[feature][g[row]][x[row, feature]] += 1
//! ```
//! is an increment for every row and feature. Instead (`counters.rs`) products of bits of all features are
//! counted in each group at once.
//!
//! 1. The rows of the largest group are not counted: of the counts of all samples, it has what the other
//!    groups leave (an eighth of the work for 8 even groups, half of it for 2).
//! 2. Groups by a and b are counted once for both (a, b) and a: counts of a are sums over b.

use std::ops::Range;

use super::codes::{Codes, Grouping};
use super::counters::{Counters, Table, count};
use super::lists::Lists;
use super::logs::Logs;
use super::planes::{Order, PANEL, Planes};
use crate::numerics::{filled, reserved};
use crate::parallel::Chunks;
use crate::simd::{Level, place_of};
use crate::{Exec, Result};

/// Sums over the tables of a grouping with the features of a panel.
pub struct Sums {
    /// Of the groups.
    pub fine: [i64; PANEL],
    /// Of runs of neighbouring groups, each taken as one; nought unless asked for.
    pub coarse: [i64; PANEL],
}

impl Sums {
    /// Feature by feature.
    fn in_order(self) -> Self {
        let ordered = |sums: [i64; PANEL]| std::array::from_fn(|place| sums[place_of(place)]);
        Self { fine: ordered(self.fine), coarse: ordered(self.coarse) }
    }
}

/// Bit planes, and the counts of all samples.
pub struct Counted<'a> {
    planes: Planes<'a>,
    n_bins: usize,
    totals: Vec<Table>,
}

impl<'a> Counted<'a> {
    pub fn new(exec: &Exec, codes: &Codes, order: Order, room: &'a mut [u64]) -> Result<Self> {
        let (planes, n_bins) = (Planes::new(exec, codes, order, room)?, codes.n_bins());
        let whole = Grouping::whole(codes.n_samples())?;
        let lists = Lists::new(&whole)?;
        let totals = exec.map_chunks(Chunks::new(planes.n_panels(), 1), |panel, _| {
            let mut counters = count(exec, &planes, n_bins, &[(&whole, &lists)], panel * PANEL)?;
            let mut table = filled(n_bins, [0; PANEL])?;
            counters[0].table(exec.level(), 0, &mut table);
            Ok(table)
        })?;
        Ok(Self { planes, n_bins, totals })
    }

    /// The samples by each of some neighbouring features.
    pub fn groupings(&self, level: Level, features: Range<usize>) -> Result<Vec<Grouping>> {
        let columns = self.planes.columns(level, features.clone())?;
        let sizes = |feature: usize| {
            let table = &self.totals[feature / PANEL];
            table.iter().map(|counts| counts[place_of(feature % PANEL)]).collect()
        };
        let pairs = columns.into_iter().zip(features);
        Ok(pairs.map(|(of_row, feature)| Grouping { of_row, sizes: sizes(feature) }).collect())
    }

    /// The sums of `n log n` over the tables of each grouping with the features in 512 places from `start`
    /// on, also with runs of so many groups taken together.
    pub fn window_sums(
        &self,
        exec: &Exec,
        groupings: &[(&Grouping, &Lists)],
        run: Option<usize>,
        start: usize,
        logs: &Logs,
    ) -> Result<Vec<Sums>> {
        let mut counters = count(exec, &self.planes, self.n_bins, groupings, start)?;
        let totals = self.totals_of(start)?;
        let mut all = reserved(counters.len())?;
        for counters in &mut counters {
            exec.check()?;
            all.push(self.sums(exec.level(), counters, run, &totals, logs)?);
        }
        Ok(all)
    }

    /// The counts of all samples in 512 places from `start` on.
    fn totals_of(&self, start: usize) -> Result<Table> {
        if start.is_multiple_of(PANEL) {
            return Ok(self.totals[start / PANEL].clone());
        }
        let mut totals = filled(self.n_bins, [0; PANEL])?;
        for place in 0..PANEL {
            let at = start + place;
            for (totals, of_panel) in totals.iter_mut().zip(&self.totals[at / PANEL]) {
                totals[place_of(place)] = of_panel[place_of(at % PANEL)];
            }
        }
        Ok(totals)
    }

    fn sums(
        &self,
        level: Level,
        counters: &mut Counters<'_>,
        run: Option<usize>,
        totals: &Table,
        logs: &Logs,
    ) -> Result<Sums> {
        let mut sums = Sums { fine: [0; PANEL], coarse: [0; PANEL] };
        let mut left = totals.clone();
        let mut table = filled(self.n_bins, [0; PANEL])?;
        let mut joined = filled(if run.is_some() { self.n_bins } else { 0 }, [0; PANEL])?;
        let sizes = &counters.grouping.sizes;
        let (last, run_len) = (counters.lists.left_out(), run.unwrap_or(sizes.len()));
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        // What was not counted comes last, with its run.
        order.sort_by_key(|&group| {
            let run = group / run_len;
            (last.map(|last| last / run_len) == Some(run), run, last == Some(group))
        });
        for (at, &group) in order.iter().enumerate() {
            if sizes[group] > 0 {
                if last == Some(group) {
                    table.clone_from(&left);
                } else {
                    counters.table(level, group, &mut table);
                    for (left, table) in left.iter_mut().zip(&table) {
                        left.iter_mut().zip(table).for_each(|(left, count)| *left -= count);
                    }
                }
                add_logs(logs, &table, &mut sums.fine);
                for (joined, table) in joined.iter_mut().zip(&table) {
                    joined.iter_mut().zip(table).for_each(|(joined, count)| *joined += count);
                }
            }
            if (at + 1).is_multiple_of(run_len) {
                add_logs(logs, &joined, &mut sums.coarse);
                joined.fill([0; PANEL]);
            }
        }
        Ok(sums.in_order())
    }
}

fn add_logs(logs: &Logs, table: &[[u32; PANEL]], sums: &mut [i64; PANEL]) {
    for counts in table {
        sums.iter_mut().zip(counts).for_each(|(sum, &count)| *sum += logs.of(count));
    }
}

#[cfg(test)]
mod tests {
    use super::super::codes::Values;
    use super::super::planes::{BLOCK_ROWS, Order, room_of};
    use super::super::scattered::Scatter;
    use super::*;
    use crate::simd::{Philox, available_levels};

    #[test]
    fn bits_and_increments_agree() {
        let (n_samples, n_features) = (BLOCK_ROWS + 77, PANEL + 3);
        let mut words = vec![0; n_samples * n_features];
        Philox::new(1, 0).words(0, &mut words);
        for n_bins in [2, 3, 4, 5, 8, 9, 16] {
            let codes: Vec<u8> = words.iter().map(|word| (word % n_bins) as u8).collect();
            for level in available_levels() {
                let exec = Exec::serial(level);
                let shape = [n_samples, n_features];
                let codes = Codes::new(&exec, "codes", Values::U8(&codes), shape, None).unwrap();
                let logs = Logs::new(n_samples).unwrap();
                let mut room = vec![0; room_of(shape, n_bins as usize, Order::Ring)];
                let counted = Counted::new(&exec, &codes, Order::Ring, &mut room).unwrap();
                let [whole, a] = [
                    Grouping::whole(n_samples).unwrap(),
                    counted.groupings(level, 5..6).unwrap().remove(0),
                ];
                let both = a.and(&Grouping::of_feature(&codes, PANEL).unwrap()).unwrap();
                let n_bins = n_bins as usize;
                let cases = [(&whole, &whole, 1), (&a, &whole, n_bins), (&both, &a, n_bins)];
                for (grouping, coarse, run) in cases {
                    let lists = Lists::without_largest(grouping).unwrap();
                    let mut scatters =
                        [grouping, coarse].map(|it| Scatter::new(it, n_bins).unwrap());
                    let columns = codes.columns(0..n_features).unwrap();
                    for start in [0, PANEL, 1, 64, 77, n_features - 1] {
                        let pairs = [(grouping, &lists)];
                        let sums = counted.window_sums(&exec, &pairs, Some(run), start, &logs);
                        let Sums { fine: got, coarse: got_coarse } = sums.unwrap().remove(0);
                        let ring = columns.chunks(n_samples).cycle().skip(start);
                        for (at, column) in ring.take(PANEL).enumerate() {
                            let want = scatters[0].sum(grouping, column, &logs);
                            assert_eq!(got[at], want, "{n_bins} bins");
                            let want = scatters[1].sum(coarse, column, &logs);
                            assert_eq!(got_coarse[at], want, "{n_bins} bins, runs of {run}");
                        }
                    }
                }
            }
        }
    }
}
