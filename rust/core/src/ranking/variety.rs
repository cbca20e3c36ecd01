//! How much of the catalogue lists show, and how little known their items are.

use super::metrics::Ranked;
use super::pattern::Pattern;
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::{Error, Exec, Result};

/// Users a chunk holds: at ten ids each some 50 microseconds.
const USERS: usize = 2048;

/// Entries between two looks at the cancel token: some milliseconds.
const ENTRIES_PER_CHECK: usize = 1 << 20;

/// The part of `n_items` items that is among the first `k` of any user; NaN of no items.
pub fn coverage(exec: &Exec, ranked: Ranked, n_items: usize, k: usize) -> Result<f64> {
    let mut shown = filled(n_items, false)?;
    for user in 0..ranked.n_users {
        if user % USERS == 0 {
            exec.check()?;
        }
        for_each_item(ranked, user, k, n_items, |item| shown[item] = true)?;
    }
    let n_shown = shown.iter().filter(|&&shown| shown).count();
    Ok(n_shown as f64 / n_items as f64)
}

/// The mean of `log2(n / n_i)` over the first `k` items of every user, where `n_i` of the `n` users of
/// `known` know item `i`, or 1 if nobody does; NaN of empty lists.
pub fn novelty(
    exec: &Exec,
    ranked: Ranked,
    known: Pattern,
    k: usize,
    out: &mut [f64],
) -> Result<()> {
    let (n_users, n_items) = known.shape();
    let mut surprise = filled(n_items, 0.0_f64)?;
    for at in 0..known.nnz() {
        if at % ENTRIES_PER_CHECK == 0 {
            exec.check()?;
        }
        surprise[known.item(at)] += 1.0;
    }
    for surprise in &mut surprise {
        *surprise = (n_users.max(1) as f64 / surprise.max(1.0)).log2();
    }
    let chunks = Chunks::new(ranked.n_users, USERS);
    exec.map_items(out.chunks_mut(USERS).collect(), |index, out: &mut [f64]| {
        for (user, out) in chunks.range(index).zip(out) {
            let (mut sum, mut count) = (0.0, 0_usize);
            for_each_item(ranked, user, k, n_items, |item| {
                sum += surprise[item];
                count += 1;
            })?;
            *out = sum / count as f64;
        }
        Ok(())
    })?;
    Ok(())
}

/// The first `k` ids of `user` that are items.
#[inline(always)]
fn for_each_item(
    ranked: Ranked,
    user: usize,
    k: usize,
    n_items: usize,
    mut with: impl FnMut(usize),
) -> Result<()> {
    let ids = &ranked.ids[user * ranked.n..][..k.min(ranked.n)];
    for (place, &id) in ids.iter().enumerate() {
        if id < -1 || (id >= 0 && id as usize >= n_items) {
            return Err(Error::domain(format!(
                "ids must be -1 or an item in [0, {n_items}), got {id} at [{user}, {place}]"
            )));
        }
        if id >= 0 {
            with(id as usize);
        }
    }
    Ok(())
}
