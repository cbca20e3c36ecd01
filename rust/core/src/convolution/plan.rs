//! FFT plans of realfft, kept between calls.
//!
//! Planning costs some ten transforms (2 ms for 65,536 doubles: half of a whole convolution), so the
//! plans of the last few lengths stay in one table of the process. Nobody waits for its lock: whoever
//! finds it taken makes a plan of its own, so a fork at the wrong moment cannot hang the child.

use std::any::{Any, TypeId};
use std::sync::{Arc, Mutex};

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, FftNum, RealFftPlanner, RealToComplex};

use super::blocks::KEPT_LEN_MAX;
use super::{Operand, non_finite};
use crate::numerics::filled;
use crate::{Real, Result};

/// Transforms of one length, both ways. RustFFT picks its own instructions (at most AVX2), whatever
/// our SIMD level.
pub(super) struct Plan<T> {
    forward: Arc<dyn RealToComplex<T>>,
    inverse: Arc<dyn ComplexToReal<T>>,
}

/// What one thread needs to transform.
pub(super) struct Scratch<T> {
    /// The signal, real.
    pub signal: Vec<T>,
    /// Its half spectrum.
    pub spectrum: Vec<Complex<T>>,
    work: Vec<Complex<T>>,
}

type Kept = (TypeId, usize, Arc<dyn Any + Send + Sync>);

/// Plans kept, least recently used first.
static PLANS: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

/// Plans kept at most: a convolution needs one, and sizes repeat.
const KEPT_MAX: usize = 8;

impl<T: Real + FftNum> Plan<T> {
    /// The plan of transforms of `len` values.
    pub(super) fn of(len: usize) -> Arc<Self> {
        let key = (TypeId::of::<T>(), len);
        if let Some(plan) = recall(key).and_then(|plan| plan.downcast().ok()) {
            return plan;
        }
        let mut planner = RealFftPlanner::new();
        let plan = Arc::new(Self {
            forward: planner.plan_fft_forward(len),
            inverse: planner.plan_fft_inverse(len),
        });
        if len <= KEPT_LEN_MAX {
            keep((key.0, key.1, Arc::clone(&plan) as _));
        }
        plan
    }

    /// Memory for transforms by this plan.
    pub(super) fn scratch(&self) -> Result<Scratch<T>> {
        let zero = Complex { re: T::ZERO, im: T::ZERO };
        let work = self.forward.get_scratch_len().max(self.inverse.get_scratch_len());
        Ok(Scratch {
            signal: filled(self.forward.len(), T::ZERO)?,
            spectrum: filled(self.forward.complex_len(), zero)?,
            work: filled(work, zero)?,
        })
    }

    /// `scratch.spectrum` of `scratch.signal`, which is lost.
    pub(super) fn forward(&self, scratch: &mut Scratch<T>) {
        // The only error is a wrong length, and `scratch` has the plan's.
        let _ = self.forward.process_with_scratch(
            &mut scratch.signal,
            &mut scratch.spectrum,
            &mut scratch.work,
        );
    }

    /// `len * scratch.signal` of `scratch.spectrum`, which is lost.
    pub(super) fn inverse(&self, scratch: &mut Scratch<T>) {
        // Besides wrong lengths, realfft reports a constant term that is not real, as after an
        // overflow; it has transformed all the same.
        let _ = self.inverse.process_with_scratch(
            &mut scratch.spectrum,
            &mut scratch.signal,
            &mut scratch.work,
        );
    }
}

impl<T: Real> Scratch<T> {
    /// Sets `signal` to `x[low..high]`, zero where that is outside `x` or not finite, and zero to the
    /// end.
    pub(super) fn load(&mut self, x: Operand<T>, low: isize, high: isize) {
        let clamp = |at: isize| at.clamp(0, x.values.len() as isize) as usize;
        let (first, last) = (clamp(low), clamp(high));
        let lead = (first as isize - low) as usize;
        self.signal.fill(T::ZERO);
        if first < last {
            self.signal[lead..lead + last - first].copy_from_slice(&x.values[first..last]);
            for &at in non_finite::between(x.non_finite, first, last) {
                self.signal[lead + at - first] = T::ZERO;
            }
        }
    }
}

fn recall(key: (TypeId, usize)) -> Option<Arc<dyn Any + Send + Sync>> {
    let mut plans = PLANS.try_lock().ok()?;
    let at = plans.iter().position(|kept| (kept.0, kept.1) == key)?;
    let kept = plans.remove(at);
    let plan = Arc::clone(&kept.2);
    plans.push(kept);
    Some(plan)
}

fn keep(plan: Kept) {
    if let Ok(mut plans) = PLANS.try_lock() {
        if plans.len() >= KEPT_MAX {
            plans.remove(0);
        }
        plans.push(plan);
    }
}
