//! The length of coded data under a model of which the probabilities are quantised to multiples of
//! `2^-precision`, as table-driven entropy coders have them (Duda 2013).
//!
//! The frequencies m are those that code the model itself best:
//! ```text
//! m = 1 for each symbol of the model;  2^precision - n times: the symbol with the largest
//!     w_i (log(m_i + 1) - log(m_i)) gets one more
//! ```
//! Steps of a concave gain, so that the greedy way is the best (Fox 1966). All but some three steps a
//! symbol are taken at once: as `1 / log(1 + 1 / m)` lies in (m, m + 1/2), the end has
//! `m_i > w_i (2^precision - n) / sum(w) - 1/2`.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::divergence::kl_divergence;
use super::super::domain::log_of_base;
use super::distribution::check;
use crate::numerics::{filled, reserved};
use crate::{Error, Exec, Real, Result, Work};

/// Steps between two looks at the cancel token.
const PER_CHECK: usize = 1 << 16;

/// How long, and how much longer than it must be.
#[derive(Clone, Copy, Debug)]
pub struct CodeLength {
    /// `sum n_i log(2^precision / m_i)`.
    pub length: f64,
    /// Its excess over the entropy of the data times their number.
    pub overhead: f64,
}

/// The predicted time.
pub fn code_length_work(n: usize) -> Work {
    const NS: f64 = 300.0;
    Work::new(n, NS)
}

/// The length of `counts` under `model`, whose frequencies go into `frequencies`.
pub fn code_length_bound<T: Real>(
    exec: &Exec,
    counts: &[T],
    model: &[T],
    precision: u32,
    base: Option<f64>,
    frequencies: &mut [i64],
) -> Result<CodeLength> {
    let log_base = log_of_base(base)?;
    let n = counts.len();
    if model.len() != n || frequencies.len() != n {
        return Err(Error::shape(format!(
            "counts and model must have the same shape, got ({n},) and ({},)",
            model.len()
        )));
    }
    check("counts", counts, &[n])?;
    check("model", model, &[n])?;
    let total = 2.0_f64.powi(precision as i32);
    quantise(exec, model, total, frequencies)?;
    let mut data = reserved(n)?;
    data.extend(counts.iter().map(|n| n.to_f64()));
    let mut prob = reserved(n)?;
    prob.extend(frequencies.iter().map(|&m| m as f64));
    let lengths = data.iter().zip(&prob).filter(|&(&n, _)| n > 0.0);
    let length: f64 = lengths.map(|(n, m)| n * (total / m).ln()).sum();
    let mut divergence = [0.0];
    kl_divergence(exec, &data, &prob, [&[n], &[n]], None, None, &mut divergence)?;
    let size: f64 = data.iter().sum();
    let overhead = if size > 0.0 { size * divergence[0] } else { 0.0 };
    Ok(CodeLength { length: length / log_base, overhead: overhead / log_base })
}

fn quantise<T: Real>(exec: &Exec, model: &[T], total: f64, out: &mut [i64]) -> Result<()> {
    let mut weights = filled(model.len(), 0.0)?;
    weights.iter_mut().zip(model).for_each(|(weight, x)| *weight = x.to_f64());
    let largest = weights.iter().copied().fold(0.0, f64::max);
    // Overflow of the sum.
    weights.iter_mut().for_each(|weight| *weight /= largest);
    let n_symbols = weights.iter().filter(|&&weight| weight > 0.0).count() as f64;
    if n_symbols == 0.0 || n_symbols > total {
        return Err(Error::domain(format!(
            "model must have from 1 to {total} positive elements at this precision, got {n_symbols}"
        )));
    }
    let sum: f64 = weights.iter().sum();
    let mut left = total;
    for (m, &weight) in out.iter_mut().zip(&weights) {
        let at_least = (weight / sum * (total - n_symbols) - 0.5).floor().max(1.0);
        *m = if weight > 0.0 { at_least as i64 } else { 0 };
        left -= *m as f64;
    }
    let symbols = (0..out.len()).filter(|&symbol| weights[symbol] > 0.0);
    let mut heap: BinaryHeap<_> =
        symbols.map(|symbol| gain(weights[symbol], out[symbol], symbol)).collect();
    for step in 0..left as usize {
        if step % PER_CHECK == 0 {
            exec.check()?;
        }
        let Some((_, Reverse(symbol))) = heap.pop() else { break };
        out[symbol] += 1;
        heap.push(gain(weights[symbol], out[symbol], symbol));
    }
    Ok(())
}

/// What one more unit gains, as the bits of a positive number, which have its order; among equals the
/// first symbol comes before others.
fn gain(weight: f64, m: i64, symbol: usize) -> (u64, Reverse<usize>) {
    ((weight * (1.0 / m as f64).ln_1p()).to_bits(), Reverse(symbol))
}
