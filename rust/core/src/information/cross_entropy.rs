//! Entropies that are sums of two that have kernels: no term of theirs is negative, so that neither is
//! any here, and small ones keep their digits.

use super::divergence::{kl_divergence, kl_divergence_work};
use super::domain::log_of_base;
use super::entropy::entropy;
use super::fold::Input;
use super::masses::{Mass, SAFE, masses};
use crate::numerics::{filled, power_of_two};
use crate::{Exec, Real, Result, Work};

/// The predicted time.
pub fn cross_entropy_work(n: usize) -> Work {
    kl_divergence_work(n.saturating_mul(2))
}

/// The cross entropy of `p` and `q`, both normalised, along `axis`, in units of `log(base)`: what is
/// paid for coding p with the code of q, `H(p) + D(p || q)`.
pub fn cross_entropy<T: Real>(
    exec: &Exec,
    [p, q]: [&[T]; 2],
    shapes: [&[usize]; 2],
    axis: Option<usize>,
    base: Option<f64>,
    out: &mut [f64],
) -> Result<()> {
    kl_divergence(exec, p, q, shapes, axis, base, out)?;
    let mut entropies = filled(out.len(), 0.0)?;
    entropy(exec, p, shapes[0], axis, base, &mut entropies)?;
    for (out, entropy) in out.iter_mut().zip(entropies) {
        *out += entropy;
    }
    Ok(())
}

/// The predicted time.
pub fn conditional_entropy_work(n: usize) -> Work {
    Work::new(n, 2.0)
}

/// `H(X | Y)` of a joint table with rows x and columns y, in units of `log(base)`: the entropies of the
/// columns, weighted with their probabilities.
pub fn conditional_entropy<T: Real>(
    exec: &Exec,
    table: &[T],
    shape: [usize; 2],
    base: Option<f64>,
) -> Result<f64> {
    log_of_base(base)?;
    let input = Input::one("table", table, &shape, Some(0));
    let mut scales = filled(shape[1], [1.0; 2])?;
    let mut columns = masses(exec, &input, &scales)?;
    let total = |columns: &[[Mass; 2]]| columns.iter().map(|[mass, _]| mass.sum).sum::<f64>();
    if !SAFE.contains(&total(&columns)) {
        let largest = columns.iter().fold(0.0_f64, |largest, [mass, _]| largest.max(mass.largest));
        scales.fill([power_of_two(largest); 2]);
        columns = masses(exec, &input, &scales)?;
    }
    let mut entropies = filled(shape[1], 0.0)?;
    entropy(exec, table, &shape, Some(0), base, &mut entropies)?;
    let seen = columns.iter().zip(entropies).filter(|([mass, _], _)| mass.sum > 0.0);
    let sum: f64 = seen.map(|([mass, _], entropy)| mass.sum * entropy).sum();
    let total = total(&columns);
    Ok(if total > 0.0 { sum / total } else { f64::NAN })
}
