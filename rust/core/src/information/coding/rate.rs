//! A point of the rate-distortion function (Blahut 1972).
//!
//! ```text
//! A_xy = exp(-beta d_xy)
//! repeat: z = A q;  c = A^T (p / z);  q = q c
//! ```
//! lowers `F(q) = -sum p log z` to the minimum of rate + beta distortion, which is at most
//! `max log c - sum q c log c` below: the rule to stop by. The smallest distortion of each row is taken
//! off before the exponential, which then neither overflows nor vanishes for a whole row.

use super::distribution::{check, distribution, relative_entropy, times, transposed};
use crate::numerics::{filled, reserved};
use crate::{Error, Exec, Real, Result};

/// Where what is found goes.
#[derive(Debug)]
pub struct Rate<'a> {
    /// Probabilities of outputs for each input, row by row.
    pub conditional: &'a mut [f64],
    /// Probabilities of outputs.
    pub outputs: &'a mut [f64],
}

/// How it ended.
#[derive(Clone, Copy, Debug)]
pub struct RateEnd {
    /// Information of input and output in nats.
    pub rate: f64,
    /// Mean distortion.
    pub distortion: f64,
    /// How much lower rate + beta distortion may be.
    pub gap: f64,
    /// Steps taken.
    pub n_iter: usize,
    /// Whether the gap is within `tol`.
    pub converged: bool,
}

/// The point of slope `-beta`.
pub fn rate_distortion<T: Real>(
    exec: &Exec,
    p: &[T],
    (distortion, shape): (&[T], [usize; 2]),
    beta: f64,
    (tol, max_iter): (f64, usize),
    found: Rate,
) -> Result<RateEnd> {
    let [n_x, n_y] = shape;
    check("distortion", distortion, &shape)?;
    let p = distribution("p", p, &[p.len()])?;
    if p.len() != n_x || n_y == 0 {
        return Err(Error::shape(format!(
            "p and distortion must have shapes (n,) and (n, m) with m > 0, got ({},) and {shape:?}",
            p.len()
        )));
    }
    if !(beta >= 0.0 && beta.is_finite()) {
        return Err(Error::domain(format!("beta must be finite and not negative, got {beta}")));
    }
    let Rate { conditional, outputs: q } = found;
    if conditional.len() != distortion.len() || q.len() != n_y {
        return Err(Error::shape("results must have the shapes of the distortion and its columns"));
    }
    let mut kernel = reserved(distortion.len())?;
    for row in distortion.chunks_exact(n_y) {
        let least = row.iter().fold(f64::INFINITY, |least, d| least.min(d.to_f64()));
        kernel.extend(row.iter().map(|d| (-beta * (d.to_f64() - least)).exp()));
    }
    let turned = transposed(&kernel, shape)?;
    let (mut z, mut c) = (filled(n_x, 0.0_f64)?, filled(n_y, 0.0_f64)?);
    q.fill(1.0 / n_y as f64);
    let mut n_iter = 0;
    let (gap, converged) = loop {
        exec.check()?;
        times(exec.level(), &kernel, q, &mut z);
        z.iter_mut().zip(&p).for_each(|(z, p)| *z = p / z.max(f64::MIN_POSITIVE));
        times(exec.level(), &turned, &z, &mut c);
        n_iter += 1;
        let largest = c.iter().copied().fold(0.0, f64::max);
        let outputs = q.iter().zip(&c).filter(|&(_, &c)| c > 0.0);
        let gap = (largest.ln() - outputs.map(|(q, c)| q * c * c.ln()).sum::<f64>()).max(0.0);
        let converged = gap <= tol;
        if converged || n_iter == max_iter {
            break (gap, converged);
        }
        q.iter_mut().zip(&c).for_each(|(q, c)| *q *= c);
    };
    for (row, kernel) in conditional.chunks_exact_mut(n_y).zip(kernel.chunks_exact(n_y)) {
        row.iter_mut().zip(kernel).zip(q.iter()).for_each(|((x, a), q)| *x = a * q);
        let sum = row.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        row.iter_mut().for_each(|x| *x /= sum);
    }
    // The outputs that go with these rows.
    q.iter_mut().zip(&c).for_each(|(q, c)| *q *= c);
    let (mut rate, mut mean) = (0.0, 0.0);
    let rows = conditional.chunks_exact(n_y).zip(distortion.chunks_exact(n_y));
    for ((row, distortion), p) in rows.zip(&p) {
        rate += p * relative_entropy(row, q);
        mean += p * row.iter().zip(distortion).map(|(x, d)| x * d.to_f64()).sum::<f64>();
    }
    Ok(RateEnd { rate, distortion: mean, gap, n_iter, converged })
}
