//! One row's system by a few steps of preconditioned conjugate gradients from where the row stands, in
//! the basis of `whitening.rs`, where the preconditioner is the diagonal D:
//!
//! ```text
//! r = X^T (b - X z) - D z
//! three times: q = r / D;  p = q + (r.q / its last value) p;  z += a p,  a = r.q / (p . (D p + X^T X p))
//! ```
//! In the original basis D is all that a row shares with the others, `g G + l I`: the steps have nothing
//! to find but the row's own entries. On MovieLens (d = 64, alpha0 0.1; excess over the loss of exact
//! sweeps after sweep 2) three steps lose 0.2 %, three plain ones 4.0 %, with the diagonal of the system
//! as preconditioner 3.6 %, two of these 1.3 %.
//!
//! 1. A row's panel X is gathered once for all steps, and each reads it once (`simd/residual.rs`).
//! 2. There is no product with a matrix of order d: only rows shorter than d would notice, and those by
//!    a factor of `d / length`.
//!
//! A row stays on one thread, however long it is. Exact solutions divide long rows (`long_rows.rs`).
//!
//! 3. Scalar products stay in the vectors of the precision and inline; those of `simd/dot.rs` were calls,
//!    a quarter of the time of a sweep of Gowalla (mean row 23 entries). Ratings that repeat take no root.
//!
//! With d = 64 five sweeps of Gowalla take 0.40 s, losses included, since rows from eight entries on come
//! here, and 0.67 s when those from 36 on did (f32, AVX-512, two threads); the loss is the same to eight
//! digits. The gathering waits for memory: a fifth of the time is the first product with what it loads.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::row_system::dot;
use super::rows::Rows;
use crate::numerics::{filled, product};
use crate::simd::{add_residual, padded};
use crate::{Exec, Real, Result};

/// Steps a half step takes for each row: as peers do.
const STEPS: usize = 3;

/// Elements of a panel: with half a megabyte in single precision it stays in the L2 cache. The panels of
/// longer rows are gathered anew for every step.
const PANEL: usize = 1 << 17;

/// What the steps of a row of `len` entries cost, in products of a symmetric update of the same row: one
/// for each element of the panel and step and for the first residual. (There are two, but short rows
/// are turned, factored and solved besides.)
pub(super) fn search_products(len: usize, d: usize) -> usize {
    len.saturating_mul(d).saturating_mul(STEPS + 1)
}

/// Working memory of one thread.
pub(super) struct Search<P> {
    x: Vec<P>,
    roots: Vec<P>,
    b: Vec<P>,
    none: Vec<P>,
    diagonal: Vec<P>,
    inverse: Vec<P>,
    z: Vec<P>,
    r: Vec<P>,
    p: Vec<P>,
    /// `(D + X^T X) p`.
    image: Vec<P>,
}

impl<P: Real> Search<P> {
    /// For rows of at most `longest` entries.
    pub(super) fn new(d: usize, longest: usize) -> Result<Self> {
        let rows = (PANEL / padded(d)).clamp(1, longest.max(1));
        let zeros = |n| filled(n, P::ZERO);
        Ok(Self {
            x: zeros(product(&[rows, padded(d)])?)?,
            roots: zeros(rows)?,
            b: zeros(rows)?,
            none: zeros(rows)?,
            diagonal: zeros(padded(d))?,
            inverse: zeros(padded(d))?,
            z: zeros(padded(d))?,
            r: zeros(padded(d))?,
            p: zeros(padded(d))?,
            image: zeros(padded(d))?,
        })
    }
}

/// Moves `z` (of length `padded(d)`) towards the solution for the row with these `entries`; the inner
/// error says that numbers overflowed.
#[simd]
pub(super) fn search_row<S: Simd, T: Real, P: Real>(
    simd: S,
    exec: &Exec,
    rows: &Rows<T>,
    entries: Range<usize>,
    search: &mut Search<P>,
    z: &mut [f64],
) -> Result<std::result::Result<(), usize>> {
    let Search { x, roots, b, none, diagonal, inverse, z: at, r, p, image } = search;
    let size = roots.len();
    let fits = entries.len() <= size;
    rows.diagonal(entries.len(), diagonal);
    inverse.iter_mut().zip(&*diagonal).for_each(|(inverse, &d)| *inverse = P::ONE / d);
    at.iter_mut().zip(&*z).for_each(|(to, &from)| *to = P::from_f64(from));
    let mut scale = 0.0;
    for ((r, &at), &diagonal) in r.iter_mut().zip(&*at).zip(&*diagonal) {
        *r = -(diagonal * at);
    }
    for start in entries.clone().step_by(size) {
        exec.check()?;
        let block = start..entries.end.min(start + size);
        let n = block.len();
        rows.weigh(block.clone(), roots, b);
        rows.gather(block, &roots[..n], x);
        // The targets themselves: `b` is as large as weights are small.
        let targets = roots[..n].iter().zip(&b[..n]).map(|(&root, &b)| (root * b).to_f64());
        scale += targets.map(|target| target * target).sum::<f64>();
        add_residual(simd, &x[..n * at.len()], &b[..n], at, r);
    }
    let stop = scale * P::EPSILON.to_f64() * P::EPSILON.to_f64();
    let mut before = P::ZERO;
    for step in 0..STEPS {
        // q lies in `image` until the direction is made.
        image.iter_mut().zip(&*r).zip(&*inverse).for_each(|((q, &r), &i)| *q = r * i);
        let length = dot(simd, r, image, r.len());
        if !length.is_finite() {
            return Ok(Err(step));
        }
        // At the solution already, but for rounding.
        if length.to_f64() <= stop {
            break;
        }
        let turn = if step == 0 { P::ZERO } else { length / before };
        before = length;
        p.iter_mut()
            .zip(&*image)
            .for_each(|(p, &q)| *p = if step == 0 { q } else { q + turn * *p });
        image.fill(P::ZERO);
        for start in entries.clone().step_by(size) {
            let block = start..entries.end.min(start + size);
            let n = block.len();
            if !fits {
                exec.check()?;
                rows.weigh(block.clone(), roots, b);
                rows.gather(block, &roots[..n], x);
            }
            add_residual(simd, &x[..n * p.len()], &none[..n], p, image);
        }
        image.iter_mut().zip(&*p).zip(&*diagonal).for_each(|((y, &p), &d)| *y = d * p - *y);
        let along = length / dot(simd, p, image, p.len());
        if !along.is_finite() {
            return Ok(Err(step));
        }
        at.iter_mut().zip(&*p).for_each(|(z, &p)| *z += along * p);
        r.iter_mut().zip(&*image).for_each(|(r, &y)| *r -= along * y);
    }
    z.iter_mut().zip(&*at).for_each(|(to, &from)| *to = from.to_f64());
    Ok(Ok(()))
}
