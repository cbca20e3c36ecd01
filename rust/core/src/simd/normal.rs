//! Normal numbers from random words, by the inverse of the distribution function.
//!
//! Wichura's PPND16 (algorithm AS 241, Applied Statistics 37 (1988) 477-484), within 1e-16 of the
//! inverse, relatively: a quotient of polynomials of degree 7, of `q^2` where `q = p - 1/2` is at most
//! 0.425, else of `sqrt(-log(min(p, 1 - p)))`, near or far.
//! ```text
//! p = ((word >> 12) + 1/2) 2^-52;  z = inverse(p)
//! ```
//! Of p, half the units on both sides of 1/2, so that neither 0 nor 1 occurs and -z is as likely as z.
//! 52 bits are as many as fit: |z| <= 8.21, which is exceeded once in 4.5e15 draws.
//!
//! Sums and products round one by one on purpose, and the logarithm is one of its own: so the twin in
//! NumPy (`reference/_philox.py`) has the same bits, and so has every level.

#![expect(clippy::excessive_precision, reason = "the constants stand as the paper has them")]

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::log::{Log, split_exponent};
use super::map::{load_or, store};
use super::philox::Philox;

type Doubles<S> = <S as Simd>::f64s;

/// Bits of a word that are not used.
const UNUSED: u32 = 12;

/// The distance of the probabilities.
const UNIT: f64 = f64::EPSILON;

/// `|p - 1/2|` up to which the central quotient holds.
const CENTRAL: f64 = 0.425;

/// `sqrt(-log(p))` up to which the near quotient holds.
const NEAR: f64 = 5.0;

/// Numerator and denominator, the highest power first.
type Quotient = [[f64; 8]; 2];

const CENTRE: Quotient = [
    [
        2.509_080_928_730_122_672_7e3,
        3.343_057_558_358_812_810_5e4,
        6.726_577_092_700_870_085_3e4,
        4.592_195_393_154_987_145_7e4,
        1.373_169_376_550_946_112_5e4,
        1.971_590_950_306_551_442_7e3,
        1.331_416_678_917_843_774_5e2,
        3.387_132_872_796_366_608,
    ],
    [
        5.226_495_278_852_854_561e3,
        2.872_908_573_572_194_267_4e4,
        3.930_789_580_009_271_061e4,
        2.121_379_430_158_659_586_7e4,
        5.394_196_021_424_751_107_7e3,
        6.871_870_074_920_579_083e2,
        4.231_333_070_160_091_125_2e1,
        1.0,
    ],
];

const NEAR_TAIL: Quotient = [
    [
        7.745_450_142_783_414_076_4e-4,
        2.272_384_498_926_918_458_6e-2,
        2.417_807_251_774_506_117_7e-1,
        1.270_458_252_452_368_382_58,
        3.647_848_324_763_204_605_04,
        5.769_497_221_460_691_405_5,
        4.630_337_846_156_545_295_9,
        1.423_437_110_749_683_577_34,
    ],
    [
        1.050_750_071_644_416_843_24e-9,
        5.475_938_084_995_344_946e-4,
        1.519_866_656_361_645_719_66e-2,
        1.481_039_764_274_800_745_9e-1,
        6.897_673_349_851_000_045_5e-1,
        1.676_384_830_183_803_849_4,
        2.053_191_626_637_758_821_87,
        1.0,
    ],
];

const FAR_TAIL: Quotient = [
    [
        2.010_334_399_292_288_132_65e-7,
        2.711_555_568_743_487_578_15e-5,
        1.242_660_947_388_078_438_6e-3,
        2.653_218_952_657_612_309_3e-2,
        2.965_605_718_285_048_912_3e-1,
        1.784_826_539_917_291_335_8,
        5.463_784_911_164_114_369_9,
        6.657_904_643_501_103_777_2,
    ],
    [
        2.044_263_103_389_939_785_64e-15,
        1.421_511_758_316_445_888_7e-7,
        1.846_318_317_510_054_681_8e-5,
        7.868_691_311_456_132_591e-4,
        1.487_536_129_085_061_485_25e-2,
        1.369_298_809_227_358_053_1e-1,
        5.998_322_065_558_879_376_9e-1,
        1.0,
    ],
];

/// Normal numbers of mean 0 and variance 1, one of each of the words `first..first + out.len()`.
#[simd]
pub fn normals<S: Simd>(simd: S, philox: Philox, first: u64, out: &mut [f64]) {
    // The sum with 1/2 is exact: 53 bits.
    philox.fill(first, out, |word| ((word >> UNUSED) as f64 + 0.5) * UNIT);
    quantiles(simd, out);
}

/// Each probability, in (0, 1), becomes the `z` with that probability below it.
#[simd]
pub fn normal_quantiles<S: Simd>(simd: S, x: &mut [f64]) {
    quantiles(simd, x);
}

#[inline(always)]
fn quantiles<S: Simd>(simd: S, x: &mut [f64]) {
    for x in x.chunks_mut(Doubles::<S>::LEN) {
        let z = inverse(simd, load_or(simd, x, 0.5));
        store::<S, f64>(z, x);
    }
}

/// `z` with probability `p` below it, for `p` in (0, 1).
#[inline(always)]
fn inverse<S: Simd>(simd: S, p: Doubles<S>) -> Doubles<S> {
    let constant = |value| Doubles::<S>::splat(simd, value);
    let q = p - 0.5;
    let central = q.abs().simd_le(constant(CENTRAL));
    let centre = q * quotient(simd, &CENTRE, constant(CENTRAL * CENTRAL) - q * q);
    if central.all_true() {
        return centre;
    }
    let lower = q.simd_lt(constant(0.0));
    let r = (-log(simd, lower.select(p, constant(1.0) - p))).sqrt();
    let far = r.simd_gt(constant(NEAR));
    let mut z = quotient(simd, &NEAR_TAIL, r - 1.6);
    if far.any_true() {
        z = far.select(quotient(simd, &FAR_TAIL, r - NEAR), z);
    }
    central.select(centre, lower.select(-z, z))
}

#[inline(always)]
fn quotient<S: Simd>(simd: S, [above, below]: &Quotient, x: Doubles<S>) -> Doubles<S> {
    horner(simd, above, x) / horner(simd, below, x)
}

#[inline(always)]
fn horner<S: Simd>(simd: S, coefficients: &[f64; 8], x: Doubles<S>) -> Doubles<S> {
    let mut sum = Doubles::<S>::splat(simd, coefficients[0]);
    for &c in &coefficients[1..] {
        sum = sum * x + c;
    }
    sum
}

/// `log x` of positive normal numbers: `log.rs`, unfused.
#[inline(always)]
fn log<S: Simd>(simd: S, x: Doubles<S>) -> Doubles<S> {
    let (k, m) = split_exponent::<S, f64>(simd, x);
    let f = m - 1.0;
    let s = f / (f + 2.0);
    let z = s * s;
    let mut series = Doubles::<S>::splat(simd, 0.0);
    for &c in f64::SERIES.iter().rev() {
        series = series * z + c;
    }
    let half_square = f * 0.5 * f;
    let correction = s * (half_square + series * z) + k * f64::LN2_LOW;
    k * f64::LN2_HIGH + (f - (half_square - correction))
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::available_levels;

    #[simd]
    fn of<S: Simd>(simd: S, p: f64) -> f64 {
        inverse(simd, Doubles::<S>::splat(simd, p))[0]
    }

    #[test]
    fn quantiles_of_the_paper_and_of_tables() {
        // Wichura's own checks, z(0.975) of every table, and the far tail: erfc^-1 in 50 digits.
        let cases = [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.925, 1.439_531_470_938_456_6),
            (0.075, -1.439_531_470_938_456_6),
        ];
        for level in available_levels() {
            for (p, want) in cases {
                let z = dispatch!(level, simd => of(simd, p));
                assert!((z - want).abs() <= 1e-15 * want.abs(), "{p}: {z}");
            }
        }
    }

    #[test]
    fn moments_and_parts() {
        let philox = Philox::new(1, 0);
        for level in available_levels() {
            let mut whole = vec![0.0; 100_001];
            dispatch!(level, simd => normals(simd, philox, 0, &mut whole));
            let mean = |power: i32| whole.iter().map(|z| z.powi(power)).sum::<f64>() / 100_001.0;
            // Four standard errors: 1, sqrt(2), sqrt(15), sqrt(96) over the root of the number.
            for (power, want, error) in [(1, 0.0, 1.0), (2, 1.0, 1.5), (3, 0.0, 3.9), (4, 3.0, 9.8)]
            {
                assert!((mean(power) - want).abs() < 4.0 * error / 316.0, "moment {power}");
            }
            let mut part = vec![0.0; 77];
            dispatch!(level, simd => normals(simd, philox, 333, &mut part));
            assert_eq!(part, whole[333..410]);
        }
    }
}
