//! One row's system by a few steps of preconditioned conjugate gradients from where the row stands, in
//! the basis of `whitening.rs`, where the preconditioner is the diagonal D. With `x_i = sqrt(c'_i) w_i` and
//! `b_i = y_i / sqrt(c'_i)`, as in `row_system.rs`:
//!
//! ```text
//! r = X^T (b - X z) - D z
//! at most three times: q = r / D;  p = q + (r.q / its last value) p
//!     a = r.q / (p . D p + |X p|^2);  z += a p;  r -= a (D p + X^T X p)
//! until (1 - a) r.q is no more than 0.02 % of the loss that the row has at z = 0, or 5 % of what was taken
//! ```
//! The system is at least D: so the row's loss is above its minimum by r.q at most, of which the step takes
//! a r.q away. In the original basis D is all that a row shares with the others, `g G + l I`: the steps
//! have nothing to find but the row's own entries. On MovieLens (d = 64, alpha0 0.1; excess over the loss
//! of exact sweeps after sweep 2) three steps lose 0.2 %, three plain ones 4.0 %, with the diagonal of the
//! system as preconditioner 3.6 %, two of these 1.3 %.
//!
//! 1. Most rows take one step from the second sweep on. Excess over the loss of five exact sweeps, d = 64:
//!    Gowalla 0.002 %, "ials" (alpha0 0.1) 0.008 %; 10 million synthetic pairs 0.003 %, 0.025 %. Without the
//!    5 %, factors were read 5 to 14 % more often, for 0.002, 0.007, 0.005 and 0.012 %; with 10 % 2 to 8 %
//!    less often, for 0.003, 0.013, 0.004 and 0.038 %.
//! 2. The factors of entries are read where they lie, eight rows at a time (`passes.rs`), once before the
//!    first step and once a step, while the next eight are called for. Gathered side by side first, as long
//!    rows they took a quarter (d = 64) to a third (d = 128) longer to sweep on the synthetic set: what was
//!    gathered had to be written and read. A second step reads them once more where they are near, for a
//!    step from memory computes at once what it may need.
//! 3. The products add up to the row's scores, so that the loss of stored pairs takes no pass of its own.
//! 4. There is no product with a matrix of order d: only rows shorter than d would notice, and those by
//!    a factor of `d / length`.
//! 5. Scalar products stay in the vectors of the precision; those of `simd/dot.rs` took a quarter of the
//!    time of a sweep of Gowalla (mean row 23 entries).
//! 6. Very long rows pass over their entries in pieces, by all threads.
//!
//! Of the time of the synthetic set (d = 128) three quarters are passes, which wait for memory; of that of
//! Gowalla (d = 64) half.
//!
//! Rejected: rows in the order of their lengths, so that loops are predicted (sorting takes longer than it
//! gains); short rows solved exactly (`solver.rs`).

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::entries::{Entries, Pass, Piece, go_over, piece_len};
use super::passes::room_for_eight;
use super::rows::Rows;
use super::scores::corrections;
use crate::numerics::{filled, not_finite};
use crate::simd::{dots, padded};
use crate::{Exec, Real, Result};

/// Steps a half step takes for each row at most.
const STEPS: usize = 3;

/// The part of a row's loss at zeros that it may be above its minimum.
const SMALL: f64 = 0.0002;

/// The part of what the steps have taken that they may leave.
const REST: f64 = 0.05;

/// Products whose squares are summed in the precision of the row: whole vectors.
const PIECE: usize = 1 << 12;

/// Elements of a row's factors up to which they are still in the cache next to a core when the next pass
/// reads them (a megabyte, in single precision). Those of longer rows come from memory for every pass: so one
/// pass does what else two would.
const NEAR: usize = 1 << 18;

/// What the search of a row of `len` entries costs, in products of a symmetric update of the same row: for
/// each element of the factors one for bringing it near, two for the residual, and one for the products
/// of the one step that most rows take.
pub(super) fn search_products(len: usize, d: usize) -> usize {
    len.saturating_mul(d).saturating_mul(4)
}

/// Working memory for rows up to a length.
pub(super) struct Search<P> {
    numbers: Entries<P>,
    steps: Steps<P>,
    /// What a piece adds.
    part: Vec<P>,
    /// For the factors of eight entries.
    room: Vec<P>,
}

/// What the steps remember.
struct Steps<P> {
    diagonal: Vec<P>,
    inverse: Vec<P>,
    z: Vec<P>,
    r: Vec<P>,
    p: Vec<P>,
    /// `-W^T C' W p`.
    image: Vec<P>,
}

impl<P: Real> Steps<P> {
    fn new(d: usize) -> Result<Self> {
        let zeros = || filled(padded(d), P::ZERO);
        Ok(Self {
            diagonal: zeros()?,
            inverse: zeros()?,
            z: zeros()?,
            r: zeros()?,
            p: zeros()?,
            image: zeros()?,
        })
    }
}

impl<P: Real> Search<P> {
    /// For rows of at most `longest` entries.
    pub(super) fn new(d: usize, longest: usize) -> Result<Self> {
        Ok(Self {
            numbers: Entries::new(longest)?,
            steps: Steps::new(d)?,
            part: filled(padded(d), P::ZERO)?,
            room: room_for_eight(d)?,
        })
    }
}

/// Takes the steps for the row of these `entries`, given `go_over`, which makes a pass over all of them. The
/// inner error says that numbers overflowed.
#[simd]
fn take<
    S: Simd,
    T: Real,
    P: Real,
    F: FnMut(Pass, &mut Entries<P>, &[P], &mut [P]) -> Result<()>,
>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    (numbers, steps): (&mut Entries<P>, &mut Steps<P>),
    z: &mut [f64],
    mut go_over: F,
) -> Result<std::result::Result<(), usize>> {
    let n = entries.len();
    let Steps { diagonal, inverse, z: at, r, p, image } = steps;
    rows.diagonal(n, diagonal);
    for (inverse, &d) in inverse.iter_mut().zip(&*diagonal) {
        *inverse = P::ONE / d;
    }
    for (at, &z) in at.iter_mut().zip(&*z) {
        *at = P::from_f64(z);
    }
    for ((r, &at), &diagonal) in r.iter_mut().zip(&*at).zip(&*diagonal) {
        *r = -(diagonal * at);
    }
    let loss_of_zeros = numbers.begin(rows, entries);
    go_over(Pass::Residual, numbers, at, r)?;
    let rounding = loss_of_zeros * P::EPSILON.to_f64() * P::EPSILON.to_f64();
    let is_near = n.saturating_mul(padded(rows.d)) <= NEAR;
    let along_p = if is_near { Pass::Products } else { Pass::ProductsAndImage };
    let product = |x: &[P], y: &[P]| {
        let mut sum = [P::ZERO];
        dots(simd, x, y, &mut sum);
        sum[0]
    };
    let (mut before, mut weight, mut taken) = (P::ZERO, 0.0, 0.0);
    for step in 0..STEPS {
        // q lies in `image` until the direction is made.
        for ((q, &r), &inverse) in image.iter_mut().zip(&*r).zip(&*inverse) {
            *q = r * inverse;
        }
        let length = product(r, image);
        if !length.is_finite() {
            return Ok(Err(step));
        }
        // At the solution already, but for rounding.
        if length.to_f64() <= rounding {
            break;
        }
        let turn = if step == 0 { P::ZERO } else { length / before };
        before = length;
        // Of `p . D p`: the residual is orthogonal to the direction before.
        weight = length.to_f64() + turn.to_f64() * turn.to_f64() * weight;
        for (p, &q) in p.iter_mut().zip(&*image) {
            *p = if step == 0 { q } else { q + turn * *p };
        }
        image.fill(P::ZERO);
        go_over(along_p, numbers, p, image)?;
        numbers.weigh(n);
        let Entries { scores, turned, weighed, .. } = &mut *numbers;
        let (turned, weighed) = (&turned[..padded(n)], &weighed[..padded(n)]);
        // Sums of many terms lose digits: those of a piece are taken apart.
        let parts = turned.chunks(PIECE).zip(weighed.chunks(PIECE));
        let images = parts.map(|(turned, weighed)| product(turned, weighed).to_f64());
        let along = length.to_f64() / (weight - images.sum::<f64>());
        if !along.is_finite() {
            return Ok(Err(step));
        }
        taken += along * length.to_f64();
        let left = (1.0 - along) * length.to_f64();
        let along = P::from_f64(along);
        for (at, &p) in at.iter_mut().zip(&*p) {
            *at += along * p;
        }
        for (score, &turned) in scores.iter_mut().zip(turned) {
            *score += along * turned;
        }
        if step + 1 == STEPS || left <= (SMALL * loss_of_zeros).max(REST * taken) {
            break;
        }
        if is_near {
            go_over(Pass::Image, numbers, p, image)?;
        }
        let images = image.iter().zip(&*p).zip(&*diagonal);
        for (r, ((&image, &p), &d)) in r.iter_mut().zip(images) {
            *r += along * (image - d * p);
        }
    }
    if not_finite(at).is_some() {
        return Ok(Err(STEPS));
    }
    for (z, &at) in z.iter_mut().zip(&*at) {
        *z = at.to_f64();
    }
    Ok(Ok(()))
}

/// Moves `z` (of length `padded(d)`) towards the solution for the row with these `entries`, and returns
/// what they add to the loss; the inner error says that numbers overflowed.
#[simd]
pub(super) fn search_row<S: Simd, T: Real, P: Real>(
    simd: S,
    exec: &Exec,
    rows: &Rows<T>,
    entries: Range<usize>,
    search: &mut Search<P>,
    z: &mut [f64],
) -> Result<std::result::Result<f64, usize>> {
    let Search { numbers, steps, part, room } = search;
    let size = piece_len(rows.d);
    let is_one = entries.len() <= size;
    let work = (&mut *numbers, steps);
    let outcome = take(simd, rows, entries.clone(), work, z, |pass, numbers, p, y| {
        for piece in numbers.pieces(entries.clone(), size) {
            if is_one {
                go_over(simd, rows, pass, piece, p, y, room);
                continue;
            }
            exec.check()?;
            part.fill(P::ZERO);
            go_over(simd, rows, pass, piece, p, part, room);
            for (y, &part) in y.iter_mut().zip(&*part) {
                *y += part;
            }
        }
        Ok(())
    })?;
    Ok(outcome.map(|()| match rows.is_scored {
        true => corrections(simd, rows, entries, &numbers.scores),
        false => 0.0,
    }))
}

/// As [`search_row`], in pieces by all threads.
#[simd]
pub(super) fn search_long<S: Simd, T: Real, P: Real>(
    simd: S,
    exec: &Exec,
    rows: &Rows<T>,
    entries: Range<usize>,
    z: &mut [f64],
) -> Result<std::result::Result<f64, usize>> {
    let size = piece_len(rows.d);
    let mut steps = Steps::<P>::new(rows.d)?;
    let mut numbers = Entries::new(entries.len())?;
    let work = (&mut numbers, &mut steps);
    let outcome = take(simd, rows, entries.clone(), work, z, |pass, numbers, p, y| {
        let parts =
            exec.map_items(numbers.pieces(entries.clone(), size).collect(), |_, piece| {
                let (mut part, mut room) = (filled(y.len(), P::ZERO)?, room_for_eight(rows.d)?);
                dispatch!(exec.level(), simd => {
                    go_over(simd, rows, pass, piece, p, &mut part, &mut room)
                });
                Ok(part)
            })?;
        for part in parts {
            y.iter_mut().zip(part).for_each(|(y, part)| *y += part);
        }
        Ok(())
    })?;
    if outcome.is_err() || !rows.is_scored {
        return Ok(outcome.map(|()| 0.0));
    }
    let parts = exec.map_items(numbers.pieces(entries, size).collect(), |_, piece| {
        let Piece { entries, scores, .. } = piece;
        Ok(dispatch!(exec.level(), simd => corrections(simd, rows, entries, scores)))
    })?;
    Ok(Ok(parts.iter().sum()))
}
