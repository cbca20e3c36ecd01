//! Chosen items in every user's order: `recommend` among them.

use super::factors::Factors;
use super::recommend::{check_widths, recommend};
use crate::numerics::{filled, reserved};
use crate::{Error, Exec, Real, Result};

/// Places one task renames.
const CHUNK: usize = 1 << 15;

/// The items `chosen` of every user, best first, equal scores by lowest id, and their scores. `ids` and
/// `scores` hold as many places a user as are chosen.
pub fn rank_items<T: Real>(
    exec: &Exec,
    users: Factors<T>,
    items: Factors<T>,
    chosen: &[i64],
    ids: &mut [i64],
    scores: &mut [T],
) -> Result<()> {
    check_widths(users, items)?;
    items.magnitude(exec)?;
    if let Some(at) = chosen.iter().position(|&id| id < 0 || id as usize >= items.n_rows) {
        return Err(Error::domain(format!(
            "items must be in [0, {}), got {} at [{at}]",
            items.n_rows, chosen[at]
        )));
    }
    let mut sorted = reserved(chosen.len())?;
    sorted.extend_from_slice(chosen);
    sorted.sort_unstable();
    if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::domain(format!("items must not repeat, got {} twice", pair[0])));
    }
    if sorted.is_empty() {
        users.magnitude(exec)?;
        return Ok(());
    }
    let depth = items.n_components;
    let mut gathered = filled(sorted.len() * depth, T::ZERO)?;
    for (row, &id) in gathered.chunks_mut(depth.max(1)).zip(&sorted) {
        row.copy_from_slice(items.rows(id as usize..id as usize + 1));
    }
    let gathered = Factors { data: &gathered, n_rows: sorted.len(), ..items };
    recommend(exec, users, gathered, None, sorted.len(), ids, scores)?;
    exec.map_items(ids.chunks_mut(CHUNK).collect(), |_, ids: &mut [i64]| {
        ids.iter_mut().for_each(|id| *id = sorted[*id as usize]);
        Ok(())
    })?;
    Ok(())
}
