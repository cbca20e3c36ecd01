//! One row's step in one block, in the basis of `whitening.rs`:
//!
//! ```text
//! q = x + D^-1 c;  s -= W q;  solve (D + X^T X) z = X^T (b - roots s);  s += W z;  x = z - D^-1 c
//! ```
//! with the scores s of the row's stored pairs, and c as in `blocks.rs`.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::row_system::{Scratch, accumulate, finish, solve_row};
use super::rows::{Known, Rows};
use crate::numerics::{filled, product};
use crate::simd::{BLOCK_ROWS, dots, padded};
use crate::{Exec, Real, Result};

/// Entries of a long row between two looks at the cancel token: a millisecond.
pub(super) const PART: usize = 1 << 13;

/// What a task has needed so far, in one precision.
pub(super) struct Workspace<P>(Option<Vectors<P>>);

impl<P> Default for Workspace<P> {
    fn default() -> Self {
        Self(None)
    }
}

impl<P: Real> Workspace<P> {
    /// Moves `x` and the `scores` of `entries`, given `c`; the inner error is the pivot that failed.
    pub(super) fn solve<T: Real>(
        &mut self,
        exec: &Exec,
        rows: &Rows<T>,
        entries: Range<usize>,
        x: &mut [f64],
        c: &[f64],
        scores: &mut [f64],
    ) -> Result<std::result::Result<(), usize>> {
        if entries.is_empty() {
            x.fill(0.0);
            return Ok(Ok(()));
        }
        let vectors = match &mut self.0 {
            Some(vectors) => vectors,
            None => self.0.insert(Vectors::new(rows.d)?),
        };
        dispatch!(exec.level(), simd => {
            step(simd, exec, rows, entries, (x, c), scores, vectors)
        })
    }
}

/// Working memory.
struct Vectors<P> {
    scratch: Scratch<P>,
    /// Gathered rows of the table, their weights: ones, and their products with a vector.
    gathered: [Vec<P>; 3],
    diagonal: Vec<P>,
    /// `D^-1 c`.
    shift: Vec<P>,
    /// `-q`.
    back: Vec<P>,
}

impl<P: Real> Vectors<P> {
    fn new(d: usize) -> Result<Self> {
        Ok(Self {
            scratch: Scratch::new(d)?,
            gathered: [
                filled(product(&[BLOCK_ROWS, padded(d)])?, P::ZERO)?,
                filled(BLOCK_ROWS, P::ONE)?,
                filled(BLOCK_ROWS, P::ZERO)?,
            ],
            diagonal: filled(padded(d), P::ONE)?,
            shift: filled(padded(d), P::ZERO)?,
            back: filled(padded(d), P::ZERO)?,
        })
    }
}

#[simd]
fn step<S: Simd, T: Real, P: Real>(
    simd: S,
    exec: &Exec,
    rows: &Rows<T>,
    entries: Range<usize>,
    (x, c): (&mut [f64], &[f64]),
    scores: &mut [f64],
    vectors: &mut Vectors<P>,
) -> Result<std::result::Result<(), usize>> {
    let Vectors { scratch, gathered, diagonal, shift, back } = vectors;
    let is_short = entries.len() < rows.d;
    rows.diagonal(entries.len(), diagonal);
    for ((shift, &c), &d) in shift.iter_mut().zip(c).zip(&*diagonal) {
        *shift = P::from_f64(c) / d;
    }
    for ((back, &x), &shift) in back.iter_mut().zip(&*x).zip(&*shift) {
        *back = -(P::from_f64(x) + shift);
    }
    scratch.clear();
    for (start, scores) in entries.clone().step_by(PART).zip(scores.chunks_mut(PART)) {
        exec.check()?;
        let part = start..start + scores.len();
        add_products(simd, rows, part.clone(), gathered, back, scores);
        if !is_short {
            let rows = Rows { known: Some(Known { first: start, scores }), ..*rows };
            accumulate(simd, &rows, part, scratch);
        }
    }
    let solved = if is_short {
        let rows = Rows { known: Some(Known { first: entries.start, scores }), ..*rows };
        solve_row(simd, &rows, entries.clone(), scratch, x)
    } else {
        finish(simd, rows, entries.len(), scratch)
    };
    if let Err(pivot) = solved {
        return Ok(Err(pivot));
    }
    let z = scratch.z();
    for (start, scores) in entries.step_by(PART).zip(scores.chunks_mut(PART)) {
        exec.check()?;
        add_products(simd, rows, start..start + scores.len(), gathered, z, scores);
    }
    for ((x, &z), &shift) in x.iter_mut().zip(z).zip(&*shift) {
        *x = (z - shift).to_f64();
    }
    Ok(Ok(()))
}

/// `scores += W p`, a few gathered rows of the table at a time.
#[inline(always)]
fn add_products<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    [w, ones, products]: &mut [Vec<P>; 3],
    p: &[P],
    scores: &mut [f64],
) {
    for (start, scores) in entries.step_by(BLOCK_ROWS).zip(scores.chunks_mut(BLOCK_ROWS)) {
        rows.gather(start..start + scores.len(), ones, w);
        let (w, products) = (&w[..scores.len() * p.len()], &mut products[..scores.len()]);
        dots(simd, w, p, products);
        scores.iter_mut().zip(products).for_each(|(score, x)| *score += x.to_f64());
    }
}
