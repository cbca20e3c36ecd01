//! The best items of every user: a product and a selection in one, without the matrix of scores.
//!
//! The simple loop:
//! ```text
//! for user:  for item not excluded:  score = dot(U[user], V[item]);  keep the n best
//! ```
//! 1. Scores come in register tiles (`simd/gemm.rs`), `k` in one go, and are compared while they are
//!    in the L1 cache. A panel of items stays in L1 while the tiles of a chunk of users, in L2, pass.
//!    (4,000 x 27,000 x 64 single, ten places: 91 GF/s of a core whose peak is 111.)
//! 2. A user's scores of a panel become one word of bits: those above the n-th best so far. Nearly
//!    always it is zero. Excluded items are cleared from the word and never meet the list. (One place
//!    a user: 99 GF/s, ten: 91, a hundred: 54.)
//! 3. Items are packed a slab at a time, once for all users, so that memory does not grow with their
//!    number; between slabs the lists live in the output.
//! 4. Whether a score could overflow is decided from the largest factors; only then is each looked at.
//!
//! Rejected: writing the scores of a block of users out and reading them again, as peers do (2.4 times
//! the time on two threads).

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::best::{Best, MISSING};
use super::factors::{Factors, may_overflow};
use super::metrics::check_exclude;
use super::panels::Panels;
use super::pattern::Pattern;
use crate::numerics::product;
use crate::simd::gemm::{self, TILE_MAX, tile_of};
use crate::{Error, Exec, Real, Result, Work};

/// Users a chunk holds: a multiple of 6 and 8, the rows of a tile; 31 kB of L2 for 64 single factors.
pub(super) const USERS: usize = 120;

/// Few users make smaller chunks, down to this, so that many threads find work.
const USERS_MIN: usize = 24;

/// Chunks worth having.
const CHUNKS: usize = 16;

/// Elements of a packed slab of items: 2 MB of single precision, which the last-level cache keeps.
pub(super) const SLAB: usize = 1 << 19;

/// Nanoseconds per multiply-add, selection included, and per element of packing.
const NS_PER_PRODUCT: f64 = 0.02;
const NS_PER_PACKED: f64 = 1.0;

/// The predicted time.
pub fn recommend_work(n_users: usize, n_items: usize, n_components: usize) -> Work {
    let elements = n_items.saturating_mul(n_components.max(1));
    Work::new(elements, n_users as f64 * NS_PER_PRODUCT + NS_PER_PACKED)
}

/// The `n` best items of every user and their scores, best first, equal scores by lowest id, without
/// the pairs of `exclude`; missing places are -1 and -inf. `ids` and `scores` hold `n` places a user.
pub fn recommend<T: Real>(
    exec: &Exec,
    users: Factors<T>,
    items: Factors<T>,
    exclude: Option<Pattern>,
    n: usize,
    ids: &mut [i64],
    scores: &mut [T],
) -> Result<()> {
    check_widths(users, items)?;
    check_exclude(exclude, (users.n_rows, items.n_rows))?;
    let depth = users.n_components;
    let guard = may_overflow(depth, users.magnitude(exec)?, items.magnitude(exec)?);
    let at_once = users.n_rows.div_ceil(CHUNKS).next_multiple_of(USERS_MIN).min(USERS);
    let places = product(&[at_once, n])?.max(1);
    exec.map_items(outputs(ids, scores, places), |_, (ids, scores)| {
        ids.fill(MISSING);
        scores.fill(-T::INFINITY);
        Ok(())
    })?;
    let tile = dispatch!(exec.level(), simd => tile_of::<_, T>(simd));
    let slab = (SLAB / depth.max(1)).next_multiple_of(tile.columns);
    let mut packed = Panels::with_room(slab.min(items.n_rows), depth, tile.columns)?;
    for start in (0..items.n_rows).step_by(slab) {
        let end = (start + slab).min(items.n_rows);
        packed.pack(exec, items.rows(start..end), end - start, depth)?;
        exec.map_items(outputs(ids, scores, places), |index, (ids, scores)| {
            let first = index * at_once;
            let mut lists = Vec::with_capacity(at_once);
            for (at, (ids, scores)) in ids.chunks_mut(n).zip(scores.chunks_mut(n)).enumerate() {
                let excluded = exclude.map(|exclude| (exclude, exclude.from(first + at, start)));
                lists.push(List { best: Best::new(scores, ids)?, excluded });
            }
            let mut packed_users = Panels::with_room(lists.len(), depth, tile.rows)?;
            let rows = users.rows(first..first + lists.len());
            packed_users.pack(&Exec::serial(exec.level()), rows, lists.len(), depth)?;
            let overflow = guard.then_some(first);
            dispatch!(exec.level(), simd =>
                rank(simd, &packed_users, &packed, &mut lists, start..end, overflow))
        })?;
    }
    Ok(())
}

fn outputs<'a, T>(
    ids: &'a mut [i64],
    scores: &'a mut [T],
    places: usize,
) -> Vec<(&'a mut [i64], &'a mut [T])> {
    ids.chunks_mut(places).zip(scores.chunks_mut(places)).collect()
}

/// Ranks the items `start..end`, packed, for one chunk of users: `first` and those that follow.
#[simd]
fn rank<S: Simd, T: Real>(
    simd: S,
    users: &Panels<T>,
    items: &Panels<T>,
    lists: &mut [List<T>],
    range: Range<usize>,
    overflow: Option<usize>,
) -> Result<()> {
    let tile = tile_of::<S, T>(simd);
    let mut scores = [T::ZERO; TILE_MAX];
    let scores = &mut scores[..tile.rows * tile.columns];
    for (start, items) in range.clone().step_by(tile.columns).zip(items.iter()) {
        let end = (start + tile.columns).min(range.end);
        for (at, (users, lists)) in users.iter().zip(lists.chunks_mut(tile.rows)).enumerate() {
            gemm::product(simd, users, items, scores);
            if let Some(first) = overflow {
                check_finite(scores, first + at * tile.rows, start, tile.columns)?;
            }
            for (scores, list) in scores.chunks_exact(tile.columns).zip(lists) {
                list.scan(simd, scores, start, end);
            }
        }
    }
    lists.iter_mut().for_each(|list| list.best.merge());
    Ok(())
}

pub(super) fn check_finite<T: Real>(
    scores: &[T],
    user: usize,
    item: usize,
    columns: usize,
) -> Result<()> {
    match scores.iter().position(|score| !score.is_finite()) {
        None => Ok(()),
        Some(at) => Err(Error::domain(format!(
            "scores must be finite, but that of user {} and item {} overflows: scale the factors down",
            user + at / columns,
            item + at % columns
        ))),
    }
}

pub(super) fn check_widths<T>(users: Factors<T>, items: Factors<T>) -> Result<()> {
    if users.n_components != items.n_components {
        return Err(Error::shape(format!(
            "user_factors and item_factors must have the same number of columns, got {} and {}",
            users.n_components, items.n_components
        )));
    }
    Ok(())
}

/// A user's best items so far, and the excluded ones still to come.
struct List<'a, T> {
    best: Best<'a, T>,
    excluded: Option<(Pattern<'a>, Range<usize>)>,
}

impl<T: Real> List<'_, T> {
    /// Takes in the scores of the items `start..end`.
    #[inline(always)]
    fn scan<S: Simd>(&mut self, simd: S, scores: &[T], start: usize, end: usize) {
        let len = <T::Native<S> as SimdBase<S>>::LEN;
        let threshold = T::Native::<S>::splat(simd, self.best.threshold());
        let mut above = 0_u64;
        for (at, vector) in scores.chunks_exact(len).enumerate() {
            let vector = T::Native::<S>::from_slice(simd, vector);
            above |= vector.simd_gt(threshold).to_bitmask() << (at * len);
        }
        above &= u64::MAX >> (64 - (end - start));
        if let Some((pattern, rest)) = &mut self.excluded {
            while rest.start < rest.end && pattern.item(rest.start) < end {
                above &= !(1 << (pattern.item(rest.start) - start));
                rest.start += 1;
            }
        }
        while above != 0 {
            let at = above.trailing_zeros() as usize;
            above &= above - 1;
            if scores[at] > self.best.threshold() {
                self.best.offer(scores[at], (start + at) as i64);
            }
        }
    }
}
