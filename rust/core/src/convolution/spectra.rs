//! Spectra of taps, and products of spectra.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;
use realfft::num_complex::Complex;

use super::Operand;
use super::plan::Plan;
use crate::{Real, Result};

/// The spectrum of a range of taps, divided by the length of the transform (which the inverse leaves
/// to do).
pub(super) fn of_taps<T: Real>(
    plan: &Plan,
    h: Operand<T>,
    range: Range<usize>,
) -> Result<Vec<Complex<f64>>> {
    let mut scratch = plan.scratch()?;
    let scale = 1.0 / scratch.signal.len() as f64;
    scratch.load(h, range.start as isize, range.end as isize);
    plan.forward(&mut scratch);
    scratch.spectrum.iter_mut().for_each(|value| *value = value.scale(scale));
    Ok(scratch.spectrum)
}

/// `x *= taps`.
#[simd]
pub(super) fn multiply<S: Simd>(_: S, x: &mut [Complex<f64>], taps: &[Complex<f64>]) {
    for (x, &tap) in x.iter_mut().zip(taps) {
        *x *= tap;
    }
}

/// `sum += x * taps`.
#[simd]
pub(super) fn add_product<S: Simd>(
    _: S,
    x: &[Complex<f64>],
    taps: &[Complex<f64>],
    sum: &mut [Complex<f64>],
) {
    for (sum, (&x, &tap)) in sum.iter_mut().zip(x.iter().zip(taps)) {
        *sum += x * tap;
    }
}
