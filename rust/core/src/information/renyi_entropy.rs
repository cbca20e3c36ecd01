//! Rényi's and Tsallis' entropies, without cancellation and without overflow, near order 1 too.
//!
//! The simple loop: `H = log(sum p^a) / (1 - a)`. It divides what rounding left of log 1 by 1 - a when
//! the order a is near 1, and p^a underflows when a is large. Relative to the largest value M, with
//! r = x / M and R = sum r,
//! ```text
//! H = log R + log(sum r^a / R) / (1 - a)
//! ```
//! neither part is negative.
//! 1. R is ties + others, as in `entropy.rs`: a lonely large value stays exact.
//! 2. Near order 1 the quotient is `1 + sum r expm1((a - 1) log r) / R`, of terms of one sign; elsewhere
//!    it is what it says. One exponential a value either way.
//!    A double takes 3.8 ns, and 4.2 near order 1 (AVX-512, one core).
//! 3. Tsallis' entropy is `expm1((1 - a) H) / (1 - a)`.

use fearless_simd::prelude::*;

use super::domain::log_of_base;
use super::entropy::entropy;
use super::fold::{Fold, Input};
use super::masses::masses;
use super::weights::log_sum;
use crate::numerics::filled;
use crate::simd::log::log_normal;
use crate::simd::{exp, expm1};
use crate::{Error, Exec, Real, Result, Work};

/// Orders this near to 1 are summed as what is left of 1.
pub(super) const NEAR: f64 = 0.5;

/// The predicted time.
pub fn renyi_entropy_work(n: usize) -> Work {
    Work::new(n, 4.0)
}

/// Refuses orders that no entropy or divergence has.
pub(super) fn check_order(order: f64) -> Result<()> {
    if order >= 0.0 {
        return Ok(());
    }
    Err(Error::domain(format!("order must be at least 0, got {order}")))
}

/// Rényi's entropy of `p`, normalised, along `axis`, in units of `log(base)`.
pub fn renyi_entropy<T: Real>(
    exec: &Exec,
    p: &[T],
    shape: &[usize],
    axis: Option<usize>,
    order: f64,
    base: Option<f64>,
    out: &mut [f64],
) -> Result<()> {
    let log_base = log_of_base(base)?;
    check_order(order)?;
    if order == 1.0 {
        return entropy(exec, p, shape, axis, base, out);
    }
    let input = Input::one("p", p, shape, axis);
    let masses = masses(exec, &input, &filled(input.n_slices()?, [1.0; 2])?)?;
    let mut largest = filled(masses.len(), [0.0])?;
    for (largest, [mass, _]) in largest.iter_mut().zip(masses) {
        *largest = [mass.largest];
    }
    let powers = Powers { order };
    let sums = input.fold(exec, &powers, &largest)?;
    for ((out, sums), [largest]) in out.iter_mut().zip(sums).zip(largest) {
        *out = if largest > 0.0 { powers.nats(sums) / log_base + 0.0 } else { f64::NAN };
    }
    Ok(())
}

/// Tsallis' entropy of `p`, normalised, along `axis`.
pub fn tsallis_entropy<T: Real>(
    exec: &Exec,
    p: &[T],
    shape: &[usize],
    axis: Option<usize>,
    order: f64,
    out: &mut [f64],
) -> Result<()> {
    renyi_entropy(exec, p, shape, axis, order, None, out)?;
    if order != 1.0 {
        for out in out.iter_mut().filter(|nats| **nats != 0.0) {
            *out = ((1.0 - order) * *out).exp_m1() / (1.0 - order);
        }
    }
    Ok(())
}

/// Of the values relative to the largest: how many equal it, the sum of the others, and of these the sum of
/// `r^order`, less r where the order is near 1.
struct Powers {
    order: f64,
}

impl Powers {
    fn is_near_one(&self) -> bool {
        (self.order - 1.0).abs() < NEAR
    }

    fn nats(&self, [ties, others, powers]: [f64; 3]) -> f64 {
        let log_mass = log_sum(ties, others);
        let log_quotient = if self.is_near_one() {
            (powers / (ties + others)).ln_1p()
        } else {
            log_sum(ties, powers) - log_mass
        };
        log_mass + log_quotient / (1.0 - self.order)
    }
}

impl Fold<1, 3> for Powers {
    #[inline(always)]
    fn add<S: Simd>(
        &self,
        simd: S,
        [ties, others, powers]: [S::f64s; 3],
        [x, _]: [S::f64s; 2],
        [largest]: [S::f64s; 1],
    ) -> [S::f64s; 3] {
        let zero = S::f64s::splat(simd, 0.0);
        let one = S::f64s::splat(simd, 1.0);
        let r = x / largest;
        let log = log_normal::<S, f64>(simd, r.max(S::f64s::splat(simd, f64::MIN_POSITIVE)));
        let power = if self.is_near_one() {
            r * expm1::<S, f64>(simd, log * (self.order - 1.0))
        } else {
            exp::<S, f64>(simd, log * self.order)
        };
        let tie = x.simd_eq(largest);
        let other = x.simd_gt(zero) & x.simd_lt(largest);
        [
            ties + tie.select(one, zero),
            others + other.select(r, zero),
            powers + other.select(power, zero),
        ]
    }
}
