//! Frobenius, all of X observed: no more of X is needed than its products with the factors.
//!
//! The loss is cheap: `|X - W H|^2 = |X|^2 - 2 <X^T W, H^T> + <W^T W, H H^T>`, all of them at hand.

use fearless_simd::dispatch;

use super::blocked::Blocked;
use super::fused;
use super::stop::{History, penalty};
use super::turned::Owned;
use super::update::{Shared, update};
use super::{Data, NmfEnd, Options, Rule};
use crate::linalg::{Matrix, gram, matmul, spmm};
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::simd::dot;
use crate::{Error, Exec, Real, Result};

/// How products are made.
enum Way<'a, T> {
    /// Those of H alone, once, for H stays; or none, for X has no elements.
    Once(Vec<T>),
    Dense(&'a [T], Box<fused::Scratch<T>>),
    Sparse(Blocked<T>, Blocked<T>),
}

pub(super) fn run<T: Real>(
    exec: &Exec,
    data: Data<T>,
    (n, m): (usize, usize),
    k: usize,
    options: Options,
    w: &mut [T],
    ht: &mut [T],
) -> Result<NmfEnd> {
    let values = match data {
        Data::Dense(x) => x,
        Data::Sparse(csr) => csr.values(),
        Data::Masked(..) => return Err(Error::shape("a mask needs residuals")),
    };
    let multiplicative = options.rule == Rule::Multiplicative;
    let half_norm = 0.5 * square(exec, values)?;
    let size = product(&[k, k])?;
    let (mut gram_w, mut gram_h) = (filled(size, T::ZERO)?, filled(size, T::ZERO)?);
    let mut ridged = filled(size, T::ZERO)?;
    let l1 = T::from_f64(options.l1);
    let mut history = History::default();
    gram(exec, Matrix::new(ht, m, k)?, None, None, &mut gram_h)?;
    let once = options.fixed || n == 0 || m == 0;
    let of_w = if once || multiplicative { products(exec, data, (n, m), ht)? } else { Vec::new() };
    if multiplicative {
        gram(exec, Matrix::new(w, n, k)?, None, None, &mut gram_w)?;
        let distance = distance(half_norm, inner(exec, &of_w, w), inner(exec, &gram_w, &gram_h));
        history.push(distance, penalty(exec, &options, [w, ht]));
    }
    let mut way = match data {
        _ if once => Way::Once(of_w),
        Data::Sparse(csr) => {
            let turned = Owned::transpose_of(exec, csr)?;
            Way::Sparse(Blocked::new(exec, csr, k)?, Blocked::new(exec, turned.csr(), k)?)
        }
        _ => Way::Dense(values, Box::new(fused::Scratch::new((n, m), k)?)),
    };
    for n_iter in 0..options.max_iter {
        exec.check()?;
        let Options { rule, passes, .. } = options;
        ridge(&gram_h, options.l2, k, &mut ridged);
        let shared = Shared { gram: &ridged, k, l1, rule, passes };
        let (mut violation, mut cross, of_h) = match &mut way {
            Way::Once(of_w) => {
                let violation = update(exec, shared, of_w, w)?;
                // Of components that stay nobody reads the products.
                let read = if options.fixed { 0 } else { ht.len() };
                (violation, inner(exec, of_w, w), filled(read, T::ZERO)?)
            }
            Way::Dense(x, scratch) => {
                let (violation, of_h) = fused::turn(exec, (x, m), shared, (w, ht), scratch)?;
                (violation, 0.0, of_h)
            }
            Way::Sparse(x, _) => {
                let (violation, cross) = x.turn(exec, shared, ht, w)?;
                (violation, cross, Vec::new())
            }
        };
        gram(exec, Matrix::new(w, n, k)?, None, None, &mut gram_w)?;
        if !options.fixed {
            ridge(&gram_w, options.l2, k, &mut ridged);
            let shared = Shared { gram: &ridged, k, l1, rule, passes };
            let met = if let Way::Sparse(_, xt) = &mut way {
                xt.turn(exec, shared, w, ht)?
            } else {
                let met = update(exec, shared, &of_h, ht)?;
                (met, inner(exec, &of_h, ht))
            };
            (violation, cross) = (violation + met.0, met.1);
            gram(exec, Matrix::new(ht, m, k)?, None, None, &mut gram_h)?;
        }
        let distance = distance(half_norm, cross, inner(exec, &gram_w, &gram_h));
        history.push(distance, penalty(exec, &options, [w, ht]));
        if history.met(&options, violation) {
            return Ok(history.end(n_iter + 1, true));
        }
    }
    Ok(history.end(options.max_iter, false))
}

/// `X H^T`.
fn products<T: Real>(
    exec: &Exec,
    data: Data<T>,
    (n, m): (usize, usize),
    ht: &[T],
) -> Result<Vec<T>> {
    let k = ht.len().checked_div(m).unwrap_or(0);
    let mut out = filled(product(&[n, k])?, T::ZERO)?;
    match data {
        _ if out.is_empty() => {}
        Data::Sparse(csr) => spmm(exec, csr, ht, k, &mut out)?,
        Data::Dense(x) | Data::Masked(x, _) => {
            matmul(exec, Matrix::new(x, n, m)?, Matrix::new(ht, m, k)?, &mut out)?;
        }
    }
    Ok(out)
}

/// `|X|^2`.
fn square<T: Real>(exec: &Exec, values: &[T]) -> Result<f64> {
    /// Elements of a chunk: some 20 microseconds.
    const CHUNK: usize = 1 << 17;
    let parts = exec.map_chunks(Chunks::new(values.len(), CHUNK), |_, range| {
        let x = &values[range];
        Ok(dispatch!(exec.level(), simd => dot(simd, x, x)))
    })?;
    Ok(parts.iter().sum())
}

fn inner<T: Real>(exec: &Exec, a: &[T], b: &[T]) -> f64 {
    dispatch!(exec.level(), simd => dot(simd, a, b))
}

/// `|X - W H|^2 / 2`.
fn distance(half_norm: f64, cross: f64, square: f64) -> f64 {
    half_norm - cross + 0.5 * square
}

/// `gram + l2 I`.
fn ridge<T: Real>(gram: &[T], l2: f64, k: usize, out: &mut [T]) {
    out.copy_from_slice(gram);
    out.iter_mut().step_by(k + 1).for_each(|x| *x += T::from_f64(l2));
}
