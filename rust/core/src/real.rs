//! `Real`: the two element types, `f32` and `f64`, and the constants kernels need of them.

use fearless_simd::SimdFloatElement;
use fearless_simd::prelude::*;

/// A floating-point element type. The vector type at SIMD level `S` is `T::Native<S>`.
pub trait Real: SimdFloatElement + Send + Sync + 'static {
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// The distance from 1 to the next larger number.
    const EPSILON: Self;
    /// The smallest positive number with all its digits.
    const MIN_POSITIVE: Self;
    /// Positive infinity.
    const INFINITY: Self;
    /// Not a number.
    const NAN: Self;
    /// `2^52` or `2^23`: adding it to a whole number in `[0, 2^51)` or `[0, 2^22)` leaves that number
    /// in the low bits of the representation. The portable way from float lanes to indices.
    const INDEX_MAGIC: Self;

    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;
    /// The same number (or the nearest, for `usize` beyond `2^53`) as `f64`.
    fn to_f64(self) -> f64;
    /// Absolute value.
    fn abs(self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// Not a number.
    fn is_nan(self) -> bool;
    /// The largest number below this one.
    fn next_down(self) -> Self;
    /// The same values, where they are `f32`: for [`Real::same`].
    fn singles(x: &[Self]) -> Option<&[f32]>;
    /// The same values, where they are `f64`: for [`Real::same`].
    fn doubles(x: &[Self]) -> Option<&[f64]>;
    /// The same values, where they are of this type.
    fn same<T: Real>(x: &[T]) -> Option<&[Self]>;
    /// Values for two vectors of doubles, widened.
    fn widen<S: Simd>(simd: S, x: &[Self]) -> [S::f64s; 2];
}

macro_rules! real {
    ($T:ident, $magic:expr, $same:ident, $singles:expr, $doubles:expr, $widen:expr) => {
        impl Real for $T {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const EPSILON: Self = $T::EPSILON;
            const MIN_POSITIVE: Self = $T::MIN_POSITIVE;
            const INFINITY: Self = $T::INFINITY;
            const NAN: Self = $T::NAN;
            const INDEX_MAGIC: Self = $magic;

            #[inline(always)]
            fn from_f64(value: f64) -> Self {
                value as Self
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                self.abs()
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                self.sqrt()
            }
            #[inline(always)]
            fn is_finite(self) -> bool {
                self.is_finite()
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                self.is_nan()
            }
            #[inline(always)]
            fn next_down(self) -> Self {
                self.next_down()
            }
            #[inline(always)]
            fn singles(x: &[Self]) -> Option<&[f32]> {
                $singles(x)
            }
            #[inline(always)]
            fn doubles(x: &[Self]) -> Option<&[f64]> {
                $doubles(x)
            }
            #[inline(always)]
            fn same<T: Real>(x: &[T]) -> Option<&[Self]> {
                T::$same(x)
            }
            #[inline(always)]
            fn widen<S: Simd>(simd: S, x: &[Self]) -> [S::f64s; 2] {
                $widen(simd, x)
            }
        }
    };
}

real!(f32, 8_388_608.0_f32, singles, Some, |_| None, widen_single);
real!(f64, 4_503_599_627_370_496.0_f64, doubles, |_| None, Some, widen_double);

#[inline(always)]
fn widen_single<S: Simd>(simd: S, x: &[f32]) -> [S::f64s; 2] {
    let (low, high) = S::f32s::from_slice(simd, x).widen();
    [low, high]
}

#[inline(always)]
fn widen_double<S: Simd>(simd: S, x: &[f64]) -> [S::f64s; 2] {
    let (low, high) = x.split_at(S::f64s::LEN);
    [S::f64s::from_slice(simd, low), S::f64s::from_slice(simd, high)]
}
