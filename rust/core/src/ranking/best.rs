//! The running list of the best scores of one user.

use std::cmp::Ordering;

use crate::{Error, Real, Result};

/// What stands in a place without an item.
pub const MISSING: i64 = -1;

/// One newcomer may wait for every so many places of the list, so that it costs no more moves than this
/// when it is merged in. (Ten places: 4 as fast as 16; a thousand: 4 a seventh faster.)
const WAITING: usize = 4;

/// The best items so far, best first, and of equal scores the one offered first. They live in the
/// output arrays; places not yet filled hold -inf, so that any finite score beats them.
///
/// Newcomers wait, are sorted and merged: the cost per newcomer does not grow with the list.
#[derive(Debug)]
pub struct Best<'a, T> {
    scores: &'a mut [T],
    ids: &'a mut [i64],
    waiting: Vec<(T, i64)>,
    capacity: usize,
    threshold: T,
}

impl<'a, T: Real> Best<'a, T> {
    /// Continues the list held by `scores` and `ids`, which have at least one place.
    pub fn new(scores: &'a mut [T], ids: &'a mut [i64]) -> Result<Self> {
        let capacity = (scores.len() / WAITING).max(1);
        let mut waiting = Vec::new();
        waiting
            .try_reserve_exact(capacity)
            .map_err(|_| Error::Memory { bytes: capacity.saturating_mul(size_of::<(T, i64)>()) })?;
        let threshold = scores.last().copied().unwrap_or(T::INFINITY);
        Ok(Self { scores, ids, waiting, capacity, threshold })
    }

    /// Scores up to this one are not among the best.
    #[inline(always)]
    pub fn threshold(&self) -> T {
        self.threshold
    }

    /// A score above the threshold. Ids must be offered in ascending order.
    #[inline(always)]
    pub fn offer(&mut self, score: T, id: i64) {
        self.waiting.push((score, id));
        if self.waiting.len() == self.capacity {
            self.merge();
        }
    }

    /// Merges what waits.
    pub fn merge(&mut self) {
        let Self { scores, ids, waiting, .. } = self;
        waiting.sort_unstable_by(|a, b| {
            b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal).then(a.1.cmp(&b.1))
        });
        let (mut kept, mut taken) = (scores.len(), 0);
        while taken < waiting.len() && waiting[taken].0 > scores[kept - 1] {
            (kept, taken) = (kept - 1, taken + 1);
        }
        for place in (0..scores.len()).rev() {
            if taken == 0 {
                break;
            }
            if kept > 0 && waiting[taken - 1].0 > scores[kept - 1] {
                kept -= 1;
                (scores[place], ids[place]) = (scores[kept], ids[kept]);
            } else {
                taken -= 1;
                (scores[place], ids[place]) = waiting[taken];
            }
        }
        waiting.clear();
        self.threshold = scores.last().copied().unwrap_or(T::INFINITY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_any_length_is_a_stable_sort_cut_off() {
        let offered: Vec<f64> = (0_u64..400).map(|i| ((i * 7919) % 97) as f64).collect();
        let mut order: Vec<usize> = (0..offered.len()).collect();
        order.sort_by(|&a, &b| offered[b].total_cmp(&offered[a]));
        for n in [1, 2, 10, 31, 32, 33, 64, 399, 400] {
            let (mut scores, mut ids) = (vec![f64::NEG_INFINITY; n], vec![MISSING; n]);
            let mut best = Best::new(&mut scores, &mut ids).unwrap();
            for (id, &score) in offered.iter().enumerate() {
                if score > best.threshold() {
                    best.offer(score, id as i64);
                }
            }
            best.merge();
            assert_eq!(ids, order[..n].iter().map(|&i| i as i64).collect::<Vec<_>>(), "n = {n}");
        }
    }

    #[test]
    fn places_without_an_item_stay_missing() {
        let (mut scores, mut ids) = ([f32::NEG_INFINITY; 3], [MISSING; 3]);
        let mut best = Best::new(&mut scores, &mut ids).unwrap();
        best.offer(-5.0, 4);
        best.merge();
        assert_eq!((scores, ids), ([-5.0, f32::NEG_INFINITY, f32::NEG_INFINITY], [4, -1, -1]));
    }
}
