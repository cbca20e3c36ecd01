//! How good a ranking is, one number a user.

use super::judge::{Judge, Metric};
use super::pattern::Pattern;
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::{Error, Exec, Result, Work};

/// Ids a chunk holds, unless one user has more: some 50 microseconds.
const IDS: usize = 5120;

/// Users a chunk holds where the places of their hits are known: some 50 microseconds.
const USERS: usize = 512;

/// Ids between two looks at the cancel token: some milliseconds.
const IDS_PER_CHECK: usize = 1 << 16;

/// Rankings: `n` ids a user, best first; -1 stands for no item.
#[derive(Clone, Copy, Debug)]
pub struct Ranked<'a> {
    /// All rows, one after the other.
    pub ids: &'a [i64],
    /// Number of rows.
    pub n_users: usize,
    /// Length of a row.
    pub n: usize,
}

impl Ranked<'_> {
    /// The predicted time of a metric that searches `k` ids a user among `nnz` relevant items in all.
    pub fn work(&self, k: usize, nnz: usize) -> Work {
        const NS_PER_ID: f64 = 4.0;
        const NS_PER_HALVING: f64 = 2.0;
        const NS_PER_RELEVANT: f64 = 0.5;
        let ids = self.n_users.saturating_mul(k.min(self.n).saturating_add(1)) as f64;
        let halvings = (1.0 + nnz as f64 / self.n_users.max(1) as f64).log2();
        let search = ids * (NS_PER_ID + NS_PER_HALVING * halvings);
        Work::new(1, search + NS_PER_RELEVANT * nnz as f64)
    }
}

/// `metric` of the first `k` ids of every user; what is excluded is nobody's to be found.
pub fn metric_of_lists(
    exec: &Exec,
    metric: Metric,
    ranked: Ranked,
    relevant: Pattern,
    exclude: Option<Pattern>,
    k: usize,
    out: &mut [f64],
) -> Result<()> {
    if relevant.shape().0 != ranked.n_users {
        return Err(Error::shape(format!(
            "relevant must have one row per row of ids, got {} and {}",
            relevant.shape().0,
            ranked.n_users
        )));
    }
    check_exclude(exclude, relevant.shape())?;
    let judge = Judge::new(exec, metric, k, longest_row(relevant).max(ranked.n))?;
    let len = k.min(ranked.n);
    let users = (IDS / len.max(1)).max(1);
    let chunks = Chunks::new(ranked.n_users, users);
    exec.map_items(out.chunks_mut(users).collect(), |index, out: &mut [f64]| {
        let longest = chunks.range(index).map(|user| relevant.row_len(user)).max().unwrap_or(0);
        let mut found_by = filled(longest, NOBODY)?;
        let mut hits = Vec::new();
        for (user, out) in chunks.range(index).zip(out) {
            let ids = &ranked.ids[user * ranked.n..][..len];
            find_hits(exec, user, ids, relevant, &mut found_by, &mut hits)?;
            *out = judge.value(&hits, relevant.row_len(user), others(user, relevant, exclude));
        }
        Ok(())
    })?;
    Ok(())
}

/// `metric` of the first `k` places where those of every relevant item are known: `places` has them row
/// by row, ascending within each, as [`super::places`] makes them.
pub fn metric_of_places(
    exec: &Exec,
    metric: Metric,
    places: &[i64],
    relevant: Pattern,
    exclude: Option<Pattern>,
    k: usize,
    out: &mut [f64],
) -> Result<()> {
    let n_items = relevant.shape().1;
    let judge = Judge::new(exec, metric, k, n_items)?;
    let chunks = Chunks::new(out.len(), USERS);
    exec.map_items(out.chunks_mut(USERS).collect(), |index, out: &mut [f64]| {
        let mut hits = Vec::new();
        for (user, out) in chunks.range(index).zip(out) {
            let places = &places[relevant.row(user)];
            let n_hits = places.partition_point(|&place| (place as usize) < k.min(n_items));
            hits.clear();
            hits.extend(places[..n_hits].iter().map(|&place| place as usize));
            *out = judge.value(&hits, places.len(), others(user, relevant, exclude));
        }
        Ok(())
    })?;
    Ok(())
}

/// An error where `exclude` has not the shape of what it is meant for.
pub(super) fn check_exclude(exclude: Option<Pattern>, want: (usize, usize)) -> Result<()> {
    match exclude.map(|exclude| exclude.shape()) {
        Some(shape) if shape != want => Err(Error::shape(format!(
            "exclude must have shape (n_users, n_items) = {want:?}, got {shape:?}"
        ))),
        _ => Ok(()),
    }
}

fn longest_row(relevant: Pattern) -> usize {
    (0..relevant.shape().0).map(|user| relevant.row_len(user)).max().unwrap_or(0)
}

/// How many items are neither relevant nor excluded.
fn others(user: usize, relevant: Pattern, exclude: Option<Pattern>) -> usize {
    let excluded = exclude.map_or(0, |exclude| {
        let also_relevant = |&at: &usize| relevant.find(user, exclude.item(at)).is_some();
        exclude.row(user).len() - exclude.row(user).filter(also_relevant).count()
    });
    relevant.shape().1 - relevant.row_len(user) - excluded
}

/// No user has this number.
const NOBODY: usize = usize::MAX;

/// The places of the relevant items among `ids`, ascending. `found_by` remembers the last user who found
/// the relevant item of each position, so that nothing needs to be cleared between users.
fn find_hits(
    exec: &Exec,
    user: usize,
    ids: &[i64],
    relevant: Pattern,
    found_by: &mut [usize],
    hits: &mut Vec<usize>,
) -> Result<()> {
    let n_items = relevant.shape().1;
    hits.clear();
    for (place, &id) in ids.iter().enumerate() {
        if place % IDS_PER_CHECK == 0 {
            exec.check()?;
        }
        if id < -1 || (id >= 0 && id as usize >= n_items) {
            return Err(Error::domain(format!(
                "ids must be -1 or an item in [0, {n_items}), got {id} at [{user}, {place}]"
            )));
        }
        if id < 0 {
            continue;
        }
        if let Some(at) = relevant.find(user, id as usize) {
            if std::mem::replace(&mut found_by[at], user) == user {
                return Err(Error::domain(format!(
                    "ids must not repeat an item within a row, got {id} again at [{user}, {place}]"
                )));
            }
            hits.push(place);
        }
    }
    Ok(())
}
