//! Frobenius, all of X observed: no more of X is needed than its products with the factors.
//!
//! The loss is cheap: `|X - W H|^2 = |X|^2 - 2 <X^T W, H^T> + <W^T W, H H^T>`, all of them at hand.

use fearless_simd::dispatch;

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

/// X and its transpose, as products see them.
enum Product<'a, T> {
    Dense(Matrix<'a, T>),
    Sparse(crate::numerics::Csr<'a, T>),
}

impl<T: Real> Product<'_, T> {
    fn times(&self, exec: &Exec, factor: &[T], k: usize, out: &mut [T]) -> Result<()> {
        if out.is_empty() {
            return Ok(());
        }
        match *self {
            Self::Dense(x) => matmul(exec, x, Matrix::new(factor, x.n_columns(), k)?, out),
            Self::Sparse(x) => spmm(exec, x, factor, k, out),
        }
    }
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
    let owned;
    let (x, xt, values) = match data {
        Data::Dense(x) => {
            let matrix = Matrix::new(x, n, m)?;
            (Product::Dense(matrix), Product::Dense(matrix.transposed()), x)
        }
        Data::Sparse(csr) => {
            owned = Owned::transpose_of(exec, csr)?;
            (Product::Sparse(csr), Product::Sparse(owned.csr()), csr.values())
        }
        Data::Masked(..) => return Err(Error::shape("a mask needs residuals")),
    };
    let half_norm = 0.5 * square(exec, values)?;
    let fused = matches!(data, Data::Dense(_)) && !options.fixed && n > 0 && m > 0;
    let mut scratch = if fused { Some(fused::Scratch::new((n, m), k)?) } else { None };
    let (mut of_w, mut of_h) =
        (filled(product(&[n, k])?, T::ZERO)?, filled(product(&[m, k])?, T::ZERO)?);
    let size = product(&[k, k])?;
    let (mut gram_w, mut gram_h) = (filled(size, T::ZERO)?, filled(size, T::ZERO)?);
    let mut ridged = filled(size, T::ZERO)?;
    let l1 = T::from_f64(options.l1);
    let mut history = History::default();
    gram(exec, Matrix::new(ht, m, k)?, None, None, &mut gram_h)?;
    for n_iter in 0..options.max_iter {
        exec.check()?;
        let (first, multiplicative) = (n_iter == 0, options.rule == Rule::Multiplicative);
        if (first && multiplicative) || (!fused && (first || !options.fixed)) {
            x.times(exec, ht, k, &mut of_w)?;
        }
        if first && multiplicative {
            gram(exec, Matrix::new(w, n, k)?, None, None, &mut gram_w)?;
            let distance = distance(exec, half_norm, (&of_w, w), (&gram_w, &gram_h));
            history.push(distance, penalty(exec, &options, [w, ht]));
        }
        ridge(&gram_h, options.l2, k, &mut ridged);
        let shared = Shared { gram: &ridged, k, l1, rule: options.rule };
        let mut violation;
        if let Some(scratch) = &mut scratch {
            (violation, of_h) = fused::turn(exec, (values, m), shared, (w, ht), scratch)?;
        } else {
            violation = update(exec, shared, &of_w, w)?;
            if !options.fixed {
                xt.times(exec, w, k, &mut of_h)?;
            }
        }
        gram(exec, Matrix::new(w, n, k)?, None, None, &mut gram_w)?;
        let cross: (&[T], &[T]) = if options.fixed {
            (&of_w, w)
        } else {
            ridge(&gram_w, options.l2, k, &mut ridged);
            let shared = Shared { gram: &ridged, k, l1, rule: options.rule };
            violation += update(exec, shared, &of_h, ht)?;
            gram(exec, Matrix::new(ht, m, k)?, None, None, &mut gram_h)?;
            (&of_h, ht)
        };
        let distance = distance(exec, half_norm, cross, (&gram_w, &gram_h));
        history.push(distance, penalty(exec, &options, [w, ht]));
        if history.met(&options, violation) {
            return Ok(history.end(n_iter + 1, true));
        }
    }
    Ok(history.end(options.max_iter, false))
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

/// `|X - W H|^2 / 2`.
fn distance<T: Real>(
    exec: &Exec,
    half_norm: f64,
    (products, factor): (&[T], &[T]),
    (gram_w, gram_h): (&[T], &[T]),
) -> f64 {
    let cross = dispatch!(exec.level(), simd => dot(simd, products, factor));
    let square = dispatch!(exec.level(), simd => dot(simd, gram_w, gram_h));
    half_norm - cross + 0.5 * square
}

/// `gram + l2 I`.
fn ridge<T: Real>(gram: &[T], l2: f64, k: usize, out: &mut [T]) {
    out.copy_from_slice(gram);
    out.iter_mut().step_by(k + 1).for_each(|x| *x += T::from_f64(l2));
}
