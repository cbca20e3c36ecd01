//! The relative entropy of independent normal variables from standard ones: the regulariser of
//! variational autoencoders (Kingma, Welling 2014, appendix B).
//!
//! ```text
//! for row: out[row] = sum over j of (m^2 + exp(v) - 1 - v) / 2
//! ```
//! One sweep, `exp(v) - 1` by the kernel that keeps its digits near v = 0, sums in double precision.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::numerics::{index_text, product};
use crate::simd::expm1;
use crate::simd::wide::{load_pair, pair_len};
use crate::{Error, Exec, Real, Result, Work};

/// Elements of a task, at least: some 50 microseconds.
const CHUNK: usize = 1 << 15;

/// The predicted time for `n` elements.
pub fn gaussian_kl_standard_work(n: usize) -> Work {
    Work::new(n, 1.5)
}

/// The divergence of each row of means and logarithms of variances, in nats.
pub fn gaussian_kl_standard<T: Real>(
    exec: &Exec,
    (mean, mean_shape): (&[T], &[usize]),
    (logvar, logvar_shape): (&[T], &[usize]),
    out: &mut [f64],
) -> Result<()> {
    if mean_shape != logvar_shape {
        return Err(Error::shape(format!(
            "mean and logvar must have the same shape, got {mean_shape:?} and {logvar_shape:?}"
        )));
    }
    let Some((&width, rows)) = mean_shape.split_last() else {
        return Err(Error::shape("mean and logvar must have at least one dimension"));
    };
    if out.len() != product(rows)? {
        return Err(Error::shape("out must have one element a row"));
    }
    let height = (CHUNK / width.max(1)).max(1);
    let valid = exec.map_items(out.chunks_mut(height).collect(), |task, out: &mut [f64]| {
        Ok((task * height..).zip(out).try_for_each(|(row, out)| {
            let range = row * width..(row + 1) * width;
            let (mean, logvar) = (&mean[range.clone()], &logvar[range]);
            let sum = dispatch!(exec.level(), simd => of_row(simd, mean, logvar))?;
            *out = 0.5 * sum;
            Some(())
        }))
    })?;
    let valid: Option<()> = valid.into_iter().collect();
    valid.ok_or_else(|| not_finite(mean, logvar, mean_shape))
}

/// `None` where an element is NaN or infinite.
#[simd]
fn of_row<S: Simd, T: Real>(simd: S, mean: &[T], logvar: &[T]) -> Option<f64> {
    let zero = S::f64s::splat(simd, 0.0);
    // 0 times a number is 0 unless that is NaN or infinite.
    let (mut sums, mut faults) = ([zero; 2], zero);
    for (mean, logvar) in mean.chunks(pair_len::<S>()).zip(logvar.chunks(pair_len::<S>())) {
        let (m, v) = (load_pair(simd, mean), load_pair(simd, logvar));
        for i in 0..2 {
            faults += m[i] * zero + v[i] * zero;
            sums[i] += m[i].mul_add(m[i], expm1::<S, f64>(simd, v[i]) - v[i]);
        }
    }
    (faults.reduce_sum() == 0.0).then(|| (sums[0] + sums[1]).reduce_sum())
}

/// Names the first element that is NaN or infinite.
fn not_finite<T: Real>(mean: &[T], logvar: &[T], shape: &[usize]) -> Error {
    let faults = [("mean", mean), ("logvar", logvar)].into_iter().filter_map(|(name, x)| {
        let at = x.iter().position(|x| !x.is_finite())?;
        Some((at, name, x[at].to_f64()))
    });
    match faults.min_by_key(|&(at, ..)| at) {
        Some((at, name, got)) => {
            let place = index_text(at, shape);
            Error::domain(format!("{name} must be finite, got {got} at index {place}"))
        }
        None => Error::domain("the input changed while it was read"),
    }
}
