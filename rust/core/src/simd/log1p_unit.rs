//! `log(1 + e)` for `e` in `[0, 1]`, at most 1 ulp off, of a whole vector: the logistic loss's own.
//!
//! ```text
//! u = 1 + e;  f = e, or u / 2 - 1 where u > sqrt(2) (k = 1);  s = f / (2 + f)
//! log(1 + e) = k ln 2 + f - f^2/2 + s (f^2/2 + R(s^2)) + k (what rounding took from u) / u
//! ```
//! Polynomial and splitting of `ln 2` are fdlibm's (Sun Microsystems 1993). The loss needs `1 / u` too:
//! both quotients come from one division, `1 / (u (2 + f))`.

use fearless_simd::prelude::*;

const LN2_HEAD: f64 = 6.931_471_803_691_238e-1;
const LN2_TAIL: f64 = 1.908_214_929_270_587_7e-10;

/// `R(z) / z`: coefficients from the highest power of `z = s^2` down.
const SERIES: [f64; 7] = [
    0.147_981_986_051_165_86,
    0.153_138_376_992_093_73,
    0.181_835_721_616_180_5,
    0.222_221_984_321_497_84,
    0.285_714_287_436_623_9,
    0.399_999_999_994_094_2,
    0.666_666_666_666_673_5,
];

/// `log(1 + e)` and `1 / (1 + e)`, lane by lane.
#[inline(always)]
pub fn log1p_unit<S: Simd>(simd: S, e: S::f64s) -> (S::f64s, S::f64s) {
    let constant = |value| S::f64s::splat(simd, value);
    let (zero, one) = (constant(0.0), constant(1.0));
    let u = e + one;
    let large = u.simd_gt(constant(std::f64::consts::SQRT_2));
    let f = large.select(u.mul_sub(constant(0.5), one), e);
    let above = f + constant(2.0);
    let both = one / (u * above);
    let reciprocal = both * above;
    let s = f * (both * u);

    let z = s * s;
    let mut series = constant(SERIES[0]);
    for coefficient in &SERIES[1..] {
        series = series.mul_add(z, constant(*coefficient));
    }
    let half_square = constant(0.5) * f * f;
    let lost = (e - (u - one)).mul_add(reciprocal, constant(LN2_TAIL));
    let small = s.mul_add(z.mul_add(series, half_square), large.select(lost, zero)) - half_square;
    (large.select(constant(LN2_HEAD), zero) + (f + small), reciprocal)
}

#[cfg(test)]
mod tests {
    use fearless_simd_macros::simd;

    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    #[simd]
    fn of<S: Simd>(simd: S, e: f64) -> (f64, f64) {
        let (log1p, reciprocal) = log1p_unit(simd, S::f64s::splat(simd, e));
        (log1p[0], reciprocal[0])
    }

    #[test]
    fn the_ends_the_seam_and_points_between() {
        let seam = std::f64::consts::SQRT_2 - 1.0;
        let ends = [0.0, 1e-300, 1e-17, seam - 1e-15, seam, seam + 1e-15, 1.0];
        let between = (1..10_000).map(|i| f64::from(i) * 1e-4);
        for level in available_levels() {
            for e in ends.into_iter().chain(between.clone()) {
                let (y, reciprocal) = dispatch!(level, simd => of(simd, e));
                assert!((y - e.ln_1p()).abs() <= f64::EPSILON * y, "log1p({e}) is {y}");
                assert!((reciprocal * (1.0 + e) - 1.0).abs() <= 4.0 * f64::EPSILON);
            }
        }
    }
}
