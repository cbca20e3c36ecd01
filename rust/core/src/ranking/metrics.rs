//! How good a ranking is, one number a user.

use super::pattern::Pattern;
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::{Error, Exec, Result, Work};

/// Ids a chunk holds, unless one user has more: some 50 microseconds.
const IDS: usize = 5120;

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

/// Normalised discounted cumulative gain of the first `k`: a hit at rank `r = 1, 2, ...` gains
/// `1 / log2(r + 1)`; divided by the most that `min(k, n_relevant)` hits could gain.
pub fn ndcg_at_k(
    exec: &Exec,
    ranked: Ranked,
    relevant: Pattern,
    k: usize,
    out: &mut [f64],
) -> Result<()> {
    let longest = (0..relevant.shape().0).map(|user| relevant.row_len(user)).max().unwrap_or(0);
    let len = k.min(longest.max(ranked.n));
    let mut gain = filled(len, 0.0)?;
    let mut ideal = filled(len + 1, 0.0)?;
    for place in 0..len {
        if place % IDS_PER_CHECK == 0 {
            exec.check()?;
        }
        gain[place] = 1.0 / ((place + 2) as f64).log2();
        ideal[place + 1] = ideal[place] + gain[place];
    }
    by_user(exec, ranked, relevant, k, out, |hits, n_relevant| {
        // Not `sum`: that of nothing is -0.
        hits.iter().fold(0.0, |sum, &place| sum + gain[place]) / ideal[k.min(n_relevant)]
    })
}

/// The part of the relevant items that is among the first `k`.
pub fn recall_at_k(
    exec: &Exec,
    ranked: Ranked,
    relevant: Pattern,
    k: usize,
    out: &mut [f64],
) -> Result<()> {
    by_user(exec, ranked, relevant, k, out, |hits, n_relevant| {
        hits.len() as f64 / n_relevant as f64
    })
}

/// The part of the `k` places that hold a relevant item.
pub fn precision_at_k(
    exec: &Exec,
    ranked: Ranked,
    relevant: Pattern,
    k: usize,
    out: &mut [f64],
) -> Result<()> {
    by_user(exec, ranked, relevant, k, out, |hits, _| hits.len() as f64 / k as f64)
}

/// `metric(places of the hits from 0, n_relevant)` of every user who has relevant items, else NaN.
fn by_user(
    exec: &Exec,
    ranked: Ranked,
    relevant: Pattern,
    k: usize,
    out: &mut [f64],
    metric: impl Fn(&[usize], usize) -> f64 + Sync,
) -> Result<()> {
    if relevant.shape().0 != ranked.n_users {
        return Err(Error::shape(format!(
            "relevant must have one row per row of ids, got {} and {}",
            relevant.shape().0,
            ranked.n_users
        )));
    }
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
            let n_relevant = relevant.row_len(user);
            *out = if n_relevant == 0 { f64::NAN } else { metric(&hits, n_relevant) };
        }
        Ok(())
    })?;
    Ok(())
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
