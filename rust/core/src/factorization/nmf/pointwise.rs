//! One turn of a factor of which the loss asks for W H element by element: masks, and Kullback-Leibler
//! with a dense X.
//!
//! The simple loop, with a mask of ones and zeros (all ones if there is none):
//! ```text
//! for row x, w:  p = w H
//!     descent:         r = mask (x - p), and, as often as it is told, for t:
//!                      w[t] = max(0, w[t] - (l1 + l2 w[t] - r . h_t) / (mask . h_t^2 + l2)), r follows
//!     multiplicative:  w = w * (up H^T) / (down H^T + l1 + l2 w)
//!                      up, down = x, mask p   or, Kullback-Leibler,   x / p, mask
//! ```
//! Rows go in blocks whose `p` stays in the second-level cache; products are `linalg`'s.

use fearless_simd::dispatch;
use fearless_simd_macros::simd;

use super::turned::turned;
use super::{Distance, Options, Rule};
use crate::linalg::{Matrix, Mean, matmul};
use crate::numerics::{filled, product};
use crate::simd::function::{Elementary, Ln, apply};
use crate::simd::{dot, sum};
use crate::{Exec, Real, Result};

/// Rows that one factor looks at; zero where the mask is.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a, T> {
    pub x: &'a [T],
    pub mask: Option<&'a [T]>,
    pub columns: usize,
}

/// Elements of `p` in a block, an eighth of a megabyte of doubles, and rows at least: those of a tile.
const BLOCK: usize = 1 << 14;
const ROWS_MIN: usize = 8;

/// `x / p`, but not beyond `1 / EPSILON^2`: where `W H` has all but vanished, sums stay finite.
#[inline(always)]
pub(super) fn ratio<T: Real>(x: T, p: T) -> T {
    let least = x * T::EPSILON * T::EPSILON;
    let quotient = x / if p > least { p } else { least };
    if x > T::ZERO { quotient } else { T::ZERO }
}

/// The sum of every column.
pub(super) fn column_sums<T: Real>(exec: &Exec, x: Matrix<T>) -> Result<Vec<f64>> {
    let n = x.n_rows() as f64;
    let mut sums = Mean::new(exec, x, None)?.values;
    sums.iter_mut().for_each(|x| *x *= n);
    Ok(sums)
}

/// What all rows need of the other factor.
struct Fixed<'a, T> {
    /// Rows of H^T, its columns.
    ht: &'a [T],
    h: Vec<T>,
    /// The elements of `h` squared, for descent.
    squares: Vec<T>,
    sums: Vec<f64>,
    k: usize,
    columns: usize,
    options: &'a Options,
}

/// Where `w` goes, given `ht`, into `next`; the loss where it is, and the sum of projected gradients.
pub(super) fn turn<T: Elementary>(
    exec: &Exec,
    rows: Rows<T>,
    k: usize,
    options: &Options,
    (w, ht): (&[T], &[T]),
    next: &mut [T],
) -> Result<(f64, f64)> {
    let columns = rows.columns;
    let h = turned(exec, ht, columns, k)?;
    let mut squares = filled(if options.rule == Rule::Descent { h.len() } else { 0 }, T::ZERO)?;
    squares.iter_mut().zip(&h).for_each(|(square, &h)| *square = h * h);
    let sums = column_sums(exec, Matrix::new(ht, columns, k)?)?;
    let fixed = Fixed { ht, h, squares, sums, k, columns, options };
    let at_once = (BLOCK / columns.max(1)).max(ROWS_MIN);
    let parts =
        exec.map_items(next.chunks_mut(at_once * k).collect(), |index, next: &mut [T]| {
            let range = index * at_once * columns..(index * at_once + next.len() / k) * columns;
            let block = Rows {
                x: &rows.x[range.clone()],
                mask: rows.mask.map(|mask| &mask[range]),
                columns,
            };
            let w = &w[index * at_once * k..][..next.len()];
            fixed.block(exec, &Exec::serial(exec.level()), block, w, next)
        })?;
    Ok(parts.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1)))
}

impl<T: Elementary> Fixed<'_, T> {
    /// One block on this thread; `caller` knows of Ctrl-C.
    fn block(
        &self,
        caller: &Exec,
        exec: &Exec,
        rows: Rows<T>,
        w: &[T],
        next: &mut [T],
    ) -> Result<(f64, f64)> {
        let n = w.len() / self.k;
        let mut p = filled(rows.x.len(), T::ZERO)?;
        let h = Matrix::new(&self.h, self.k, self.columns)?;
        matmul(exec, Matrix::new(w, n, self.k)?, h, &mut p)?;
        if let Some(mask) = rows.mask {
            p.iter_mut().zip(mask).for_each(|(p, &mask)| *p *= mask);
        }
        match (self.options.distance, self.options.rule) {
            (Distance::Frobenius, Rule::Descent) => {
                next.copy_from_slice(w);
                p.iter_mut().zip(rows.x).for_each(|(p, &x)| *p = x - *p);
                let loss = 0.5 * dispatch!(exec.level(), simd => dot(simd, &p, &p));
                let violation = dispatch!(exec.level(), simd => {
                    descend(simd, caller, self, rows.mask, &mut p, next)
                })?;
                Ok((loss, violation))
            }
            (Distance::Frobenius, Rule::Multiplicative) => {
                self.ratios(exec, (rows.x, Some(&p)), w, next)?;
                p.iter_mut().zip(rows.x).for_each(|(p, &x)| *p = x - *p);
                Ok((0.5 * dispatch!(exec.level(), simd => dot(simd, &p, &p)), 0.0))
            }
            (Distance::KullbackLeibler, _) => {
                let sums = dispatch!(exec.level(), simd => sum(simd, &p) - sum(simd, rows.x));
                let (mut positive, mut logs) =
                    (filled(p.len(), T::ZERO)?, filled(p.len(), T::ZERO)?);
                dispatch!(exec.level(), simd => divide(simd, rows.x, &mut p, &mut positive));
                self.ratios(exec, (&p, rows.mask), w, next)?;
                dispatch!(exec.level(), simd => apply::<_, T, Ln>(simd, &positive, &mut logs));
                Ok((dispatch!(exec.level(), simd => dot(simd, rows.x, &logs)) + sums, 0.0))
            }
        }
    }

    /// `next = w * (up H^T) / (down H^T + l1 + l2 w)`, `down` of ones if there is none.
    fn ratios(
        &self,
        exec: &Exec,
        (up, down): (&[T], Option<&[T]>),
        w: &[T],
        next: &mut [T],
    ) -> Result<()> {
        let n = w.len() / self.k;
        let ht = Matrix::new(self.ht, self.columns, self.k)?;
        matmul(exec, Matrix::new(up, n, self.columns)?, ht, next)?;
        let mut below = filled(product(&[n, self.k])?, T::ZERO)?;
        match down {
            Some(down) => matmul(exec, Matrix::new(down, n, self.columns)?, ht, &mut below)?,
            None => {
                for row in below.chunks_exact_mut(self.k) {
                    row.iter_mut().zip(&self.sums).for_each(|(x, &s)| *x = T::from_f64(s));
                }
            }
        }
        let (l1, l2) = (T::from_f64(self.options.l1), T::from_f64(self.options.l2));
        for ((next, &below), &w) in next.iter_mut().zip(&below).zip(w) {
            let below = below + l1 + l2 * w;
            *next = if below > T::ZERO { w * (*next / below) } else { T::ZERO };
        }
        Ok(())
    }
}

/// [`ratio`] in place of `p`; and with ones for zeros, for 0 log 0 is 0.
#[simd]
fn divide<S: fearless_simd::Simd, T: Real>(_simd: S, x: &[T], p: &mut [T], positive: &mut [T]) {
    for ((p, &x), positive) in p.iter_mut().zip(x).zip(positive) {
        *p = ratio(x, *p);
        *positive = if x > T::ZERO { *p } else { T::ONE };
    }
}

/// Coordinate descent of rows `w` whose residuals `r` follow; returns the sum of the projected gradients
/// that the first pass met.
#[simd]
fn descend<S: fearless_simd::Simd, T: Elementary>(
    simd: S,
    exec: &Exec,
    fixed: &Fixed<T>,
    mask: Option<&[T]>,
    r: &mut [T],
    w: &mut [T],
) -> Result<f64> {
    let (columns, k) = (fixed.columns, fixed.k);
    let (l1, l2) = (fixed.options.l1, fixed.options.l2);
    let mut violation = 0.0;
    for (row, w) in w.chunks_exact_mut(k).enumerate() {
        let range = row * columns..(row + 1) * columns;
        let r = &mut r[range.clone()];
        let mask = mask.map(|mask| &mask[range]);
        for (pass, t) in (0..fixed.options.passes).flat_map(|pass| (0..k).map(move |t| (pass, t))) {
            if t == 0 {
                exec.check()?;
            }
            let w = &mut w[t];
            let (h, squares) =
                (&fixed.h[t * columns..][..columns], &fixed.squares[t * columns..][..columns]);
            let was = w.to_f64();
            let gradient = l1 + l2 * was - dot(simd, r, h);
            if pass == 0 {
                violation += if was == 0.0 { gradient.min(0.0).abs() } else { gradient.abs() };
            }
            let curvature =
                mask.map_or_else(|| sum(simd, squares), |mask| dot(simd, mask, squares)) + l2;
            if curvature > 0.0 {
                *w = T::from_f64((was - gradient / curvature).max(0.0));
                let step = T::from_f64(w.to_f64() - was);
                match mask {
                    Some(mask) => {
                        r.iter_mut().zip(h).zip(mask).for_each(|((r, &h), &m)| *r -= step * m * h);
                    }
                    None => r.iter_mut().zip(h).for_each(|(r, &h)| *r -= step * h),
                }
            }
        }
    }
    Ok(violation)
}
