//! The places of the relevant items in the ranking of all items, without making the ranking.
//!
//! The simple loop:
//! ```text
//! for user:  for relevant item, best first:
//!     place = number of other items, not excluded, with no lower score  +  relevant items before it
//! ```
//! which is pessimistic: of equal scores those of other items come first, so that a model which knows
//! nothing finds nothing. As in `recommend.rs` scores come in tiles and are compared while they are in the
//! L1 cache; the scores of the relevant items come from the same tile, so that ties are ties. A relevant
//! item that has fallen behind `limit` is compared no more: with a small limit the threshold rises as
//! that of a short list does.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::factors::{Factors, may_overflow};
use super::metrics::check_exclude;
use super::panels::Panels;
use super::pattern::Pattern;
use super::recommend::{SLAB, USERS, check_finite, check_widths};
use crate::numerics::filled;
use crate::simd::gemm::{self, TILE_MAX, tile_of};
use crate::{Error, Exec, Real, Result};

/// For each stored item of `relevant` its place, from 0, ascending within each row, into `out`: exact
/// below `limit`, and not below it otherwise. Excluded items have the place `n_items`.
pub fn places<T: Real>(
    exec: &Exec,
    users: Factors<T>,
    items: Factors<T>,
    relevant: Pattern,
    exclude: Option<Pattern>,
    limit: usize,
    out: &mut [i64],
) -> Result<()> {
    let (depth, shape) = (users.n_components, (users.n_rows, items.n_rows));
    check_widths(users, items)?;
    check_exclude(exclude, shape)?;
    if relevant.shape() != shape {
        return Err(Error::shape(format!(
            "test must have shape (n_users, n_items) = {shape:?}, got {:?}",
            relevant.shape()
        )));
    }
    let guard = may_overflow(depth, users.magnitude(exec)?, items.magnitude(exec)?);
    let mut scores = filled(out.len(), T::ZERO)?;
    let task = Task { users, items, relevant, exclude, limit, guard };
    exec.map_items(
        by_users(relevant, out, &mut scores),
        |_, chunk| dispatch!(exec.level(), simd => begin(simd, task, chunk)),
    )?;
    let tile = dispatch!(exec.level(), simd => tile_of::<_, T>(simd));
    let slab = (SLAB / depth.max(1)).next_multiple_of(tile.columns);
    let mut packed = Panels::with_room(slab.min(items.n_rows), depth, tile.columns)?;
    for start in (0..items.n_rows).step_by(slab) {
        let end = (start + slab).min(items.n_rows);
        packed.pack(exec, items.rows(start..end), end - start, depth)?;
        exec.map_items(by_users(relevant, out, &mut scores), |_, chunk| {
            dispatch!(exec.level(), simd => count(simd, task, chunk, &packed, start..end))
        })?;
    }
    exec.map_items(by_users(relevant, out, &mut scores), |_, chunk| {
        for user in chunk.users.clone() {
            let row = chunk.row(relevant, user);
            let places = chunk.counts[row].iter_mut().filter(|count| **count < shape.1 as i64);
            places.zip(0..).for_each(|(count, before)| *count += before);
        }
        Ok(())
    })?;
    Ok(())
}

/// What all chunks share.
#[derive(Clone, Copy)]
struct Task<'a, T> {
    users: Factors<'a, T>,
    items: Factors<'a, T>,
    relevant: Pattern<'a>,
    exclude: Option<Pattern<'a>>,
    limit: usize,
    guard: bool,
}

/// Some users, and of their relevant items, best first: scores, and how many others are no worse.
struct Chunk<'a, T> {
    users: Range<usize>,
    counts: &'a mut [i64],
    scores: &'a mut [T],
}

impl<T> Chunk<'_, T> {
    /// Where the relevant items of `user` stand in this chunk.
    fn row(&self, relevant: Pattern, user: usize) -> Range<usize> {
        let (start, row) = (relevant.row(self.users.start).start, relevant.row(user));
        row.start - start..row.end - start
    }
}

fn by_users<'a, T>(
    relevant: Pattern,
    mut counts: &'a mut [i64],
    mut scores: &'a mut [T],
) -> Vec<Chunk<'a, T>> {
    let n_users = relevant.shape().0;
    let mut chunks = Vec::with_capacity(n_users.div_ceil(USERS));
    for first in (0..n_users).step_by(USERS) {
        let users = first..(first + USERS).min(n_users);
        let len = relevant.row(users.end - 1).end - relevant.row(first).start;
        let (mine, rest) = (counts.split_at_mut(len), scores.split_at_mut(len));
        chunks.push(Chunk { users, counts: mine.0, scores: rest.0 });
        (counts, scores) = (mine.1, rest.1);
    }
    chunks
}

/// The scores of the relevant items, best first, and counts of 0; what is excluded comes last.
#[simd]
fn begin<S: Simd, T: Real>(simd: S, task: Task<T>, chunk: Chunk<T>) -> Result<()> {
    let Task { users, items, relevant, exclude, guard, .. } = task;
    let (tile, depth, serial) =
        (tile_of::<S, T>(simd), users.n_components, Exec::serial(simd.level()));
    let mut room = [T::ZERO; TILE_MAX];
    let room = &mut room[..tile.rows * tile.columns];
    let mut one_user = Panels::with_room(1, depth, tile.rows)?;
    let mut some_items = Panels::with_room(tile.columns, depth, tile.columns)?;
    let mut gathered = filled(tile.columns * depth, T::ZERO)?;
    for user in chunk.users.clone() {
        let (row, positions) = (chunk.row(relevant, user), relevant.row(user));
        let (scores, counts) = (&mut chunk.scores[row.clone()], &mut chunk.counts[row]);
        one_user.pack(&serial, users.rows(user..user + 1), 1, depth)?;
        let mut n_ranked = 0;
        for first in positions.clone().step_by(tile.columns) {
            let some = first..(first + tile.columns).min(positions.end);
            for (at, gathered) in some.clone().zip(gathered.chunks_mut(depth.max(1))) {
                let item = relevant.item(at);
                gathered.copy_from_slice(items.rows(item..item + 1));
            }
            some_items.pack(&serial, &gathered[..some.len() * depth], some.len(), depth)?;
            room.fill(T::ZERO);
            for (users, items) in one_user.iter().zip(some_items.iter()) {
                gemm::product(simd, users, items, room);
            }
            for (at, &score) in some.zip(&*room) {
                let item = relevant.item(at);
                if guard && !score.is_finite() {
                    check_finite(&[score], user, item, 1)?;
                }
                if exclude.is_none_or(|exclude| exclude.find(user, item).is_none()) {
                    scores[n_ranked] = score;
                    n_ranked += 1;
                }
            }
        }
        let descending = |a: &T, b: &T| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal);
        scores[..n_ranked].sort_unstable_by(descending);
        counts[..n_ranked].fill(0);
        counts[n_ranked..].fill(items.n_rows as i64);
    }
    Ok(())
}

/// Counts the items of `range`, packed.
#[simd]
fn count<S: Simd, T: Real>(
    simd: S,
    task: Task<T>,
    chunk: Chunk<T>,
    items: &Panels<T>,
    range: Range<usize>,
) -> Result<()> {
    let Task { users, relevant, exclude, guard, .. } = task;
    let (tile, depth, first) = (tile_of::<S, T>(simd), users.n_components, chunk.users.start);
    let mut room = [T::ZERO; TILE_MAX];
    let room = &mut room[..tile.rows * tile.columns];
    let mut packed_users = Panels::with_room(chunk.users.len(), depth, tile.rows)?;
    let rows = users.rows(chunk.users.clone());
    packed_users.pack(&Exec::serial(simd.level()), rows, chunk.users.len(), depth)?;
    let mut rankings = rankings(&task, chunk, range.start);
    for (start, items) in range.clone().step_by(tile.columns).zip(items.iter()) {
        let end = (start + tile.columns).min(range.end);
        for (at, (users, rankings)) in
            packed_users.iter().zip(rankings.chunks_mut(tile.rows)).enumerate()
        {
            gemm::product(simd, users, items, room);
            if guard {
                check_finite(room, first + at * tile.rows, start, tile.columns)?;
            }
            for (scores, ranking) in room.chunks_exact(tile.columns).zip(rankings) {
                ranking.count(simd, scores, start, end, relevant, exclude);
            }
        }
    }
    Ok(())
}

/// One user's relevant items that are still worth comparing, and the items that do not count.
struct Ranking<'a, T> {
    scores: &'a [T],
    counts: &'a mut [i64],
    active: usize,
    limit: usize,
    relevant: Range<usize>,
    excluded: Range<usize>,
}

fn rankings<'a, T: Real>(task: &Task<T>, chunk: Chunk<'a, T>, start: usize) -> Vec<Ranking<'a, T>> {
    let Chunk { users, counts, scores } = chunk;
    let (mut counts, mut scores): (&mut [i64], &[T]) = (counts, scores);
    let mut rankings = Vec::with_capacity(users.len());
    for user in users {
        let (mine, rest) = counts.split_at_mut(task.relevant.row_len(user));
        let (my_scores, other_scores) = scores.split_at(mine.len());
        (counts, scores) = (rest, other_scores);
        let n_ranked = mine.partition_point(|&count| count < task.items.n_rows as i64);
        let mut ranking = Ranking {
            scores: &my_scores[..n_ranked],
            counts: &mut mine[..n_ranked],
            active: n_ranked,
            limit: task.limit,
            relevant: task.relevant.from(user, start),
            excluded: task.exclude.map_or(0..0, |exclude| exclude.from(user, start)),
        };
        ranking.drop_hopeless();
        rankings.push(ranking);
    }
    rankings
}

impl<T: Real> Ranking<'_, T> {
    /// Takes in the scores of the items `start..end`.
    #[inline(always)]
    fn count<S: Simd>(
        &mut self,
        simd: S,
        scores: &[T],
        start: usize,
        end: usize,
        relevant: Pattern,
        exclude: Option<Pattern>,
    ) {
        if self.active == 0 {
            return;
        }
        let mut counted = not_below(simd, scores, self.scores[self.active - 1]);
        counted &= u64::MAX >> (64 - (end - start));
        clear(&mut counted, relevant, &mut self.relevant, start, end);
        if let Some(exclude) = exclude {
            clear(&mut counted, exclude, &mut self.excluded, start, end);
        }
        if counted == 0 {
            return;
        }
        self.counts[self.active - 1] += i64::from(counted.count_ones());
        for at in (0..self.active - 1).rev() {
            counted &= not_below(simd, scores, self.scores[at]);
            if counted == 0 {
                break;
            }
            self.counts[at] += i64::from(counted.count_ones());
        }
        self.drop_hopeless();
    }

    #[inline(always)]
    fn drop_hopeless(&mut self) {
        while self.active > 0 && self.counts[self.active - 1] as usize + self.active > self.limit {
            self.active -= 1;
        }
    }
}

/// One bit for every score that is not below `threshold`.
#[inline(always)]
fn not_below<S: Simd, T: Real>(simd: S, scores: &[T], threshold: T) -> u64 {
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    let threshold = T::Native::<S>::splat(simd, threshold);
    let mut bits = 0_u64;
    for (at, vector) in scores.chunks_exact(len).enumerate() {
        let vector = T::Native::<S>::from_slice(simd, vector);
        bits |= vector.simd_ge(threshold).to_bitmask() << (at * len);
    }
    bits
}

/// Clears the bits of the items of `pattern` below `end`, of which `rest` are still to come.
#[inline(always)]
fn clear(bits: &mut u64, pattern: Pattern, rest: &mut Range<usize>, start: usize, end: usize) {
    while rest.start < rest.end && pattern.item(rest.start) < end {
        *bits &= !(1 << (pattern.item(rest.start) - start));
        rest.start += 1;
    }
}
