//! All tables that the kernels of pairs need, by the way that suits them.

use std::ops::Range;

use super::codes::{Codes, Grouping};
use super::counted::Counted;
use super::lists::Lists;
use super::logs::Logs;
use super::planes::{Order, PANEL, room_of};
use super::scattered::Scatter;
use crate::numerics::{filled, reserved};
use crate::parallel::Chunks;
use crate::{Exec, Result, Work};

/// More bins are counted by increments.
const BINS_MAX: usize = 16;

/// So many features for each value make bit planes worth their making.
const FEATURES_PER_VALUE: usize = 6;

/// More groups are counted by increments: their counters would leave L2.
const GROUPS_MAX: usize = 256;

/// Features whose codes are turned into columns together: a cache line of bytes.
const COLUMNS: usize = 64;

/// Groupings times samples of a task: 8 MiB of lists.
const TILE_ROWS: usize = 1 << 22;

/// Groupings of a task at most: what is done for all of them together is then small.
const TILE: usize = 32;

/// Whether codes below `n_bins` are counted as bits.
fn are_bits_counted(n_features: usize, n_bins: usize) -> bool {
    n_bins <= BINS_MAX && n_features >= FEATURES_PER_VALUE * n_bins.saturating_sub(1)
}

/// Words of the working memory that [`Tables`] of such codes need.
pub fn planes_room(shape: [usize; 2], n_bins: usize, order: Order) -> usize {
    if are_bits_counted(shape[1], n_bins) { room_of(shape, n_bins, order) } else { 0 }
}

/// The predicted time of the tables of `n_groupings` groupings with all features.
pub fn tables_work(shape: [usize; 2], n_groupings: usize) -> Work {
    const NS: f64 = 0.1;
    Work::new(shape[0].saturating_mul(shape[1]).saturating_mul(n_groupings), NS)
}

/// Codes made ready for tables with groups of samples.
pub struct Tables<'a> {
    codes: &'a Codes<'a>,
    order: Order,
    /// What the tables are summed with.
    pub logs: Logs,
    counted: Option<Counted<'a>>,
}

/// What each feature says of labels.
pub struct Relevance {
    /// The sum of `n log n` over the codes of the feature.
    pub alone: Vec<i64>,
    /// The same over the table with the labels.
    pub with_y: Vec<i64>,
    /// The mutual information.
    pub nats: Vec<f64>,
}

/// Groupings made ready.
pub struct Groupings {
    groupings: Vec<Grouping>,
    lists: Vec<Lists>,
    /// So many neighbouring groups are also taken as one.
    run: Option<usize>,
}

impl Groupings {
    /// Features whose tables are made together.
    pub fn width(&self) -> usize {
        if self.lists.is_empty() { COLUMNS } else { PANEL }
    }
}

impl<'a> Tables<'a> {
    /// Makes bit planes, if they are worth it, in `room` for them (`planes_room`).
    pub fn new(
        exec: &Exec,
        codes: &'a Codes<'a>,
        order: Order,
        room: &'a mut [u64],
    ) -> Result<Self> {
        let counted = match are_bits_counted(codes.n_features(), codes.n_bins()) {
            true => Some(Counted::new(exec, codes, order, room)?),
            false => None,
        };
        Ok(Self { codes, order, logs: Logs::new(codes.n_samples())?, counted })
    }

    /// The codes.
    pub fn codes(&self) -> &'a Codes<'a> {
        self.codes
    }

    /// The samples by each of some neighbouring features.
    pub fn groupings(&self, exec: &Exec, features: Range<usize>) -> Result<Vec<Grouping>> {
        match &self.counted {
            Some(counted) => counted.groupings(exec.level(), features),
            None => Grouping::of_features(self.codes, features),
        }
    }

    /// Whether features lie in a ring for groupings of `n_groups` each.
    pub fn is_ring(&self, n_groups: usize) -> bool {
        self.order == Order::Ring && self.counted.is_some() && n_groups <= GROUPS_MAX
    }

    /// Groupings of a task, of `n_groups` each.
    pub fn tile(&self, n_groups: usize) -> usize {
        let by_counters = match n_groups {
            ..=GROUPS_MAX => GROUPS_MAX / n_groups.max(1),
            _ => TILE,
        };
        (TILE_ROWS / self.codes.n_samples().max(1)).min(by_counters).clamp(1, TILE)
    }

    /// Sorts the samples by their groups, if bits are counted.
    pub fn ready(&self, groupings: Vec<Grouping>) -> Result<Groupings> {
        let few = groupings.iter().all(|grouping| grouping.sizes.len() <= GROUPS_MAX);
        let lists = match &self.counted {
            Some(_) if few => {
                groupings.iter().map(Lists::without_largest).collect::<Result<_>>()?
            }
            _ => Vec::new(),
        };
        Ok(Groupings { groupings, lists, run: None })
    }

    /// The features whose tables are made together.
    pub fn panels(&self, groupings: &Groupings) -> Chunks {
        Chunks::new(self.codes.n_features(), groupings.width())
    }

    /// The sum of `n log n` over the tables of each grouping with each of `features`, no more of them than
    /// the groupings' width. Where bits are counted in a ring, they may begin anywhere and end behind the
    /// last; else they are panels.
    pub fn window_sums(
        &self,
        exec: &Exec,
        groupings: &Groupings,
        features: Range<usize>,
    ) -> Result<Vec<Vec<i64>>> {
        let Some(counted) = self.counted.as_ref().filter(|_| !groupings.lists.is_empty()) else {
            return self.scattered(exec, &groupings.groupings, features);
        };
        let pairs: Vec<_> = groupings.groupings.iter().zip(&groupings.lists).collect();
        let mut all = reserved(2 * pairs.len())?;
        for sums in counted.window_sums(exec, &pairs, groupings.run, features.start, &self.logs)? {
            all.push(sums.fine[..features.len()].to_vec());
            if groupings.run.is_some() {
                all.push(sums.coarse[..features.len()].to_vec());
            }
        }
        Ok(all)
    }

    /// What each feature says of `y`.
    pub fn relevance(&self, exec: &Exec, y: &Grouping) -> Result<Relevance> {
        let whole = Grouping::whole(self.codes.n_samples())?;
        let mut sums = self.sums(exec, vec![whole, y.clone()])?;
        let (with_y, alone) = (sums.remove(1), sums.remove(0));
        let rest = self.logs.whole() - y.sum(&self.logs);
        let pairs = with_y.iter().zip(&alone);
        let nats = pairs.map(|(with_y, alone)| self.logs.nats(with_y - alone + rest)).collect();
        Ok(Relevance { alone, with_y, nats })
    }

    fn scattered(
        &self,
        exec: &Exec,
        groupings: &[Grouping],
        features: Range<usize>,
    ) -> Result<Vec<Vec<i64>>> {
        let columns = self.codes.columns(features.clone())?;
        let n_samples = self.codes.n_samples();
        let mut all = reserved(groupings.len())?;
        for grouping in groupings {
            let mut scatter = Scatter::new(grouping, self.codes.n_bins())?;
            let mut sums = filled(features.len(), 0)?;
            for (at, sum) in sums.iter_mut().enumerate() {
                exec.check()?;
                let feature = &columns[at * n_samples..(at + 1) * n_samples];
                *sum = scatter.sum(grouping, feature, &self.logs);
            }
            all.push(sums);
        }
        Ok(all)
    }

    /// The sums of groupings with all features; panels are shared out over the pool.
    pub fn sums(&self, exec: &Exec, groupings: Vec<Grouping>) -> Result<Vec<Vec<i64>>> {
        let n_groupings = groupings.len();
        self.all_sums(exec, &self.ready(groupings)?, n_groupings)
    }

    /// The same of `a and b`, and of `a`, whose tables are sums of those tables over the `n_b` groups of b.
    pub fn sums_of_both(
        &self,
        exec: &Exec,
        a_and_b: Grouping,
        a: Grouping,
        n_b: usize,
    ) -> Result<Vec<Vec<i64>>> {
        let n_groups = a_and_b.sizes.len();
        let in_runs = a.sizes.len().saturating_mul(n_b) == n_groups;
        if self.counted.is_none() || n_groups > GROUPS_MAX || !in_runs {
            return self.sums(exec, vec![a_and_b, a]);
        }
        let groupings = Groupings { run: Some(n_b), ..self.ready(vec![a_and_b])? };
        self.all_sums(exec, &groupings, 2)
    }

    fn all_sums(&self, exec: &Exec, groupings: &Groupings, n: usize) -> Result<Vec<Vec<i64>>> {
        let panels = self.panels(groupings);
        let parts = exec.map_chunks(Chunks::new(panels.count(), 1), |panel, _| {
            self.window_sums(exec, groupings, panels.range(panel))
        })?;
        let mut all: Vec<Vec<i64>> = Vec::new();
        all.resize_with(n, Vec::new);
        for part in parts {
            all.iter_mut().zip(part).for_each(|(sums, part)| sums.extend(part));
        }
        Ok(all)
    }
}
