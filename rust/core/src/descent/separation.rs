//! Does a direction separate the labels? Then, without a penalty, no coefficients are the best.
//! (Albert and Anderson 1984.)

use fearless_simd::{Simd, dispatch};
use fearless_simd_macros::simd;

use super::objective::Logistic;
use super::rows::{BLOCK, Point, Rows, margins};
use super::sweep::{for_rows, padded_copy};
use crate::parallel::Chunks;
use crate::{Real, Result};

/// On quasi-separable data Newton's step moves the separated margins by 1 each time, all others hardly
/// (they have converged). Margins moved by less than this part of the largest do not count.
const HARDLY: f64 = 1e-2;

/// A step that moves no margin by this much has converged: it separates nothing.
const MOVES: f64 = 1e-3;

/// How far a direction moves margins: to the side of the label, and to the other side, both positive.
#[derive(Clone, Copy, Debug)]
struct Movement {
    best: f64,
    worst: f64,
    wrong: f64,
}

impl<T: Real> Logistic<'_, T> {
    /// Whether `theta` has every sample strictly on its side, or the Newton `step` from there moves
    /// samples to their side and none to the other. Samples of weight 0 do not count; a soft label is
    /// on neither side.
    pub(super) fn is_separated(&self, theta: &[f64], step: &[f64]) -> Result<bool> {
        if self.movement(theta)?.worst > 0.0 {
            return Ok(true);
        }
        let moved = self.movement(step)?;
        Ok(moved.best > MOVES && moved.wrong <= HARDLY * moved.best)
    }

    fn movement(&self, direction: &[f64]) -> Result<Movement> {
        let samples = &self.samples;
        let (coef, intercept) = self.split(direction);
        let coef = padded_copy(coef)?;
        let point = Point { coef: &coef, intercept };
        let parts =
            self.exec.map_chunks(Chunks::new(samples.n_samples, 64 * BLOCK), |_, range| {
                let mut moved = Movement::NONE;
                for_rows(samples, range, |rows, labels, weights| {
                    dispatch!(self.exec.level(), simd => move_rows(
                        simd, rows, samples.n_features, point, labels, weights, &mut moved
                    ));
                    Ok(())
                })?;
                Ok(moved)
            })?;
        Ok(parts.into_iter().fold(Movement::NONE, |whole, part| Movement {
            best: whole.best.max(part.best),
            worst: whole.worst.min(part.worst),
            wrong: whole.wrong.max(part.wrong),
        }))
    }
}

impl Movement {
    const NONE: Self = Self { best: 0.0, worst: f64::INFINITY, wrong: 0.0 };

    #[inline(always)]
    fn add(&mut self, z: f64, y: f64) {
        let right = if y == 1.0 {
            z
        } else if y == 0.0 {
            -z
        } else {
            -z.abs()
        };
        self.best = self.best.max(right);
        self.worst = self.worst.min(right);
        self.wrong = self.wrong.max(-right);
    }
}

#[simd]
fn move_rows<S: Simd, T: Real>(
    simd: S,
    rows: Rows<T>,
    n_features: usize,
    point: Point,
    labels: &[f64],
    weights: Option<&[f64]>,
    moved: &mut Movement,
) {
    for first in (0..labels.len()).step_by(BLOCK) {
        let block = first..(first + BLOCK).min(labels.len());
        let mut z = [0.0; BLOCK];
        margins(simd, rows, block.clone(), n_features, point, &mut z);
        for (row, z) in block.zip(z) {
            if weights.is_none_or(|weights| weights[row] > 0.0) {
                moved.add(z, labels[row]);
            }
        }
    }
}
