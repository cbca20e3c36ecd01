//! FFT plans of realfft, kept between calls. All in double precision: sums over a whole signal are
//! long, whatever its type (and transforms compiled twice would be a fifth of the wheel).
//!
//! Planning costs some ten transforms (2 ms for 65,536 doubles: half of a whole convolution), so the
//! plans of the last few lengths stay in one table of the process. Nobody waits for its lock: whoever
//! finds it taken makes a plan of its own, so a fork at the wrong moment cannot hang the child.

use std::sync::{Arc, Mutex};

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::blocks::KEPT_LEN_MAX;
use super::{Operand, non_finite};
use crate::numerics::filled;
use crate::{Real, Result};

/// Transforms of one length, both ways. RustFFT picks its own instructions (at most AVX2), whatever
/// our SIMD level.
pub(super) struct Plan {
    forward: Arc<dyn RealToComplex<f64>>,
    inverse: Arc<dyn ComplexToReal<f64>>,
}

/// What one thread needs to transform.
pub(super) struct Scratch {
    /// The signal, real.
    pub signal: Vec<f64>,
    /// Its half spectrum.
    pub spectrum: Vec<Complex<f64>>,
    work: Vec<Complex<f64>>,
}

/// Plans kept, with their lengths, least recently used first.
static PLANS: Mutex<Vec<(usize, Arc<Plan>)>> = Mutex::new(Vec::new());

/// Plans kept at most: a convolution needs one, and sizes repeat.
const KEPT_MAX: usize = 8;

impl Plan {
    /// The plan of transforms of `len` values.
    pub(super) fn of(len: usize) -> Arc<Self> {
        if let Some(plan) = recall(len) {
            return plan;
        }
        let mut planner = RealFftPlanner::new();
        let plan = Arc::new(Self {
            forward: planner.plan_fft_forward(len),
            inverse: planner.plan_fft_inverse(len),
        });
        if len <= KEPT_LEN_MAX {
            keep(len, Arc::clone(&plan));
        }
        plan
    }

    /// Memory for transforms by this plan.
    pub(super) fn scratch(&self) -> Result<Scratch> {
        let zero = Complex::new(0.0, 0.0);
        let work = self.forward.get_scratch_len().max(self.inverse.get_scratch_len());
        Ok(Scratch {
            signal: filled(self.forward.len(), 0.0)?,
            spectrum: filled(self.forward.complex_len(), zero)?,
            work: filled(work, zero)?,
        })
    }

    /// `scratch.spectrum` of `scratch.signal`, which is lost.
    pub(super) fn forward(&self, scratch: &mut Scratch) {
        // The only error is a wrong length, and `scratch` has the plan's.
        let _ = self.forward.process_with_scratch(
            &mut scratch.signal,
            &mut scratch.spectrum,
            &mut scratch.work,
        );
    }

    /// `len * scratch.signal` of `scratch.spectrum`, which is lost.
    pub(super) fn inverse(&self, scratch: &mut Scratch) {
        // Besides wrong lengths, realfft reports a constant term that is not real, as after an
        // overflow; it has transformed all the same.
        let _ = self.inverse.process_with_scratch(
            &mut scratch.spectrum,
            &mut scratch.signal,
            &mut scratch.work,
        );
    }
}

impl Scratch {
    /// Sets `signal` to `x[low..high]`, zero where that is outside `x` or not finite, and zero to the
    /// end.
    pub(super) fn load<T: Real>(&mut self, x: Operand<T>, low: isize, high: isize) {
        let clamp = |at: isize| at.clamp(0, x.values.len() as isize) as usize;
        let (first, last) = (clamp(low), clamp(high));
        let lead = (first as isize - low) as usize;
        self.signal.fill(0.0);
        if first < last {
            for (value, &x) in self.signal[lead..].iter_mut().zip(&x.values[first..last]) {
                *value = x.to_f64();
            }
            for &at in non_finite::between(x.non_finite, first, last) {
                self.signal[lead + at - first] = 0.0;
            }
        }
    }

    /// `out = signal[lead..]`.
    pub(super) fn store<T: Real>(&self, lead: usize, out: &mut [T]) {
        for (out, &value) in out.iter_mut().zip(&self.signal[lead..]) {
            *out = T::from_f64(value);
        }
    }
}

fn recall(len: usize) -> Option<Arc<Plan>> {
    let mut plans = PLANS.try_lock().ok()?;
    let at = plans.iter().position(|(kept, _)| *kept == len)?;
    let kept = plans.remove(at);
    let plan = Arc::clone(&kept.1);
    plans.push(kept);
    Some(plan)
}

fn keep(len: usize, plan: Arc<Plan>) {
    if let Ok(mut plans) = PLANS.try_lock() {
        if plans.len() >= KEPT_MAX {
            plans.remove(0);
        }
        plans.push((len, plan));
    }
}
