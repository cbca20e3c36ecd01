//! Turns of both factors where the loss asks for W H itself: masks, and Kullback-Leibler.
//!
//! A turn of W meets the loss of what the iteration before left, so that losses cost nothing but one
//! look more in the end.

use super::pairs::{self, Entries};
use super::pointwise::{self, Rows};
use super::stop::{History, penalty};
use super::turned::{Owned, turned};
use super::{Data, NmfEnd, Options};
use crate::numerics::{Csr, filled, reserved};
use crate::simd::function::Elementary;
use crate::{Exec, Result};

/// A matrix as one of the factors sees it: its rows.
#[derive(Clone, Copy)]
enum Side<'a, T> {
    Dense(Rows<'a, T>),
    Sparse(Csr<'a, T>),
}

impl<T: Elementary> Side<'_, T> {
    /// Where `w` goes, given `ht`; the loss where it is, without penalties, and the sum of projected
    /// gradients.
    fn turn(
        &self,
        exec: &Exec,
        k: usize,
        options: &Options,
        (w, ht): (&[T], &[T]),
        next: &mut [T],
    ) -> Result<(f64, f64)> {
        match *self {
            Self::Dense(rows) => pointwise::turn(exec, rows, k, options, (w, ht), next),
            Self::Sparse(csr) => {
                let entries = Entries { csr, k, options };
                Ok((pairs::turn(exec, entries, (w, ht), next)?, 0.0))
            }
        }
    }
}

pub(super) fn run<T: Elementary>(
    exec: &Exec,
    data: Data<T>,
    (n, m): (usize, usize),
    k: usize,
    options: Options,
    w: &mut [T],
    ht: &mut [T],
) -> Result<NmfEnd> {
    let (known, known_t, mask, mask_t, sparse_t);
    let (side, side_t) = match data {
        Data::Dense(x) => {
            known_t = turned(exec, x, n, m)?;
            (
                Side::Dense(Rows { x, mask: None, columns: m }),
                Side::Dense(Rows { x: &known_t, mask: None, columns: n }),
            )
        }
        Data::Masked(x, marks) => {
            (known, mask) = observed(x, marks)?;
            (known_t, mask_t) = (turned(exec, &known, n, m)?, turned(exec, &mask, n, m)?);
            (
                Side::Dense(Rows { x: &known, mask: Some(&mask), columns: m }),
                Side::Dense(Rows { x: &known_t, mask: Some(&mask_t), columns: n }),
            )
        }
        Data::Sparse(csr) => {
            sparse_t = Owned::transpose_of(exec, csr)?;
            (Side::Sparse(csr), Side::Sparse(sparse_t.csr()))
        }
    };
    let (mut next_w, mut next_h) = (filled(w.len(), T::ZERO)?, filled(ht.len(), T::ZERO)?);
    let (mut history, mut violation, mut n_iter) = (History::default(), f64::INFINITY, 0);
    loop {
        exec.check()?;
        let (distance, met_w) = side.turn(exec, k, &options, (w, ht), &mut next_w)?;
        history.push(distance, penalty(exec, &options, [w, ht]));
        let converged = n_iter > 0 && history.met(&options, violation);
        if converged || n_iter == options.max_iter {
            return Ok(history.end(n_iter, converged));
        }
        w.copy_from_slice(&next_w);
        violation = met_w;
        if !options.fixed {
            violation += side_t.turn(exec, k, &options, (ht, w), &mut next_h)?.1;
            ht.copy_from_slice(&next_h);
        }
        n_iter += 1;
    }
}

/// Zero where nothing was observed, and the mask as numbers.
fn observed<T: Elementary>(x: &[T], mask: &[bool]) -> Result<(Vec<T>, Vec<T>)> {
    let (mut known, mut marks) = (reserved(x.len())?, reserved(x.len())?);
    known.extend(x.iter().zip(mask).map(|(&x, &seen)| if seen { x } else { T::ZERO }));
    marks.extend(mask.iter().map(|&seen| if seen { T::ONE } else { T::ZERO }));
    Ok((known, marks))
}
