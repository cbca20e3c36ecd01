//! What the stored pairs of a row add to the loss, from their scores `w_i . z`.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::passes::{room_for_eight, scores_of, whole_eights};
use super::rows::Rows;
use crate::numerics::filled;
use crate::{Real, Result};

/// Entries whose scores are computed together: so many fit in L1.
const TOGETHER: usize = 256;

/// What `entries` add to the loss, compared with pairs that are not stored, given their scores.
#[simd]
pub(super) fn corrections<S: Simd, T: Real, P: Real>(
    _: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scores: &[P],
) -> f64 {
    let corrections = entries.zip(scores).map(|(at, score)| {
        rows.objective.correction(rows.ratings.value(at).to_f64(), score.to_f64())
    });
    corrections.sum()
}

/// Working memory of one thread for [`corrections_at`].
pub(super) struct Scores<P> {
    scores: Vec<P>,
    room: Vec<P>,
}

impl<P: Real> Scores<P> {
    pub(super) fn new(d: usize) -> Result<Self> {
        Ok(Self { scores: filled(TOGETHER, P::ZERO)?, room: room_for_eight(d)? })
    }
}

/// As [`corrections`], given `z`.
#[simd]
pub(super) fn corrections_at<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    z: &[P],
    Scores { scores, room }: &mut Scores<P>,
) -> f64 {
    let mut sum = 0.0;
    for start in entries.clone().step_by(TOGETHER) {
        let block = start..entries.end.min(start + TOGETHER);
        let scores = &mut scores[..whole_eights(block.len())];
        scores_of(simd, rows, block.clone(), z, scores, room);
        sum += corrections(simd, rows, block, scores);
    }
    sum
}
