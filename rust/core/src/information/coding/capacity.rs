//! The capacity of a discrete memoryless channel (Arimoto 1972, Blahut 1972).
//!
//! ```text
//! repeat: q = W^T p;  D_x = sum over y of W_xy log(W_xy / q_y);  p_x = p_x exp(D_x) / sum
//! ```
//! where `log sum p_x exp(D_x) <= C <= max D_x` bounds the capacity: the rule to stop by.
//! `D_x = sum W log W - sum W log q`, so that a step is two products of a matrix and a vector, and the
//! only logarithms are those of q.

use super::distribution::{negative_entropy, row_distributions, times, transposed};
use crate::numerics::{filled, reserved};
use crate::{Error, Exec, Real, Result};

/// How it ended.
#[derive(Clone, Copy, Debug)]
pub struct CapacityEnd {
    /// The bounds of the capacity in nats.
    pub lower: f64,
    /// The upper one.
    pub upper: f64,
    /// Steps taken.
    pub n_iter: usize,
    /// Whether the bounds are within `tol`.
    pub converged: bool,
}

/// The capacity of the channel of which row x has the probabilities of outputs for input x, each row
/// normalised; the best inputs into `inputs`.
pub fn channel_capacity<T: Real>(
    exec: &Exec,
    channel: &[T],
    shape: [usize; 2],
    (tol, max_iter): (f64, usize),
    inputs: &mut [f64],
) -> Result<CapacityEnd> {
    let rows = row_distributions("channel", channel, shape)?;
    let [n_x, n_y] = shape;
    if inputs.len() != n_x {
        return Err(Error::shape("inputs must have one element a row"));
    }
    let turned = transposed(&rows, shape)?;
    let mut own = reserved(n_x)?;
    own.extend(rows.chunks_exact(n_y).map(negative_entropy));
    let (mut logs, mut divergences) = (filled(n_y, 0.0_f64)?, filled(n_x, 0.0_f64)?);
    inputs.fill(1.0 / n_x as f64);
    let mut n_iter = 0;
    loop {
        exec.check()?;
        times(exec.level(), &turned, inputs, &mut logs);
        // An output that never comes has no term: its column is 0.
        logs.iter_mut().for_each(|q| *q = q.max(f64::MIN_POSITIVE).ln());
        times(exec.level(), &rows, &logs, &mut divergences);
        divergences.iter_mut().zip(&own).for_each(|(d, own)| *d = own - *d);
        n_iter += 1;
        let upper = divergences.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights = divergences.iter_mut().zip(inputs.iter());
        weights.for_each(|(d, p)| *d = p * (*d - upper).exp());
        let sum: f64 = divergences.iter().sum();
        let lower = (upper + sum.ln()).max(0.0);
        let converged = upper - lower <= tol;
        if converged || n_iter == max_iter {
            return Ok(CapacityEnd { lower, upper, n_iter, converged });
        }
        for (p, weight) in inputs.iter_mut().zip(&divergences) {
            // Not 0: an output that this input alone has would be lost for good.
            *p = (weight / sum).max(f64::MIN_POSITIVE);
        }
    }
}
