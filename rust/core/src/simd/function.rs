//! Elementary functions as types, so that whatever goes over arrays is written once for all of them.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::exp::{ExpReal, exp};
use super::expm1::expm1;
use super::log::{Log, log};
use super::log1p::log1p;
use super::logaddexp::logaddexp;
use super::map::{load, store};
use super::sigmoid::sigmoid;
use super::tanh::tanh;

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// An element type of which all elementary functions are known.
pub trait Elementary: ExpReal + Log {}

impl Elementary for f32 {}
impl Elementary for f64 {}

/// A function of one vector.
pub trait Function {
    /// Nanoseconds a double takes (AVX2, one core).
    const NS: f64;

    /// Its values, lane by lane.
    fn of<S: Simd, T: Elementary>(simd: S, x: V<S, T>) -> V<S, T>;
}

macro_rules! function {
    ($Name:ident, $function:ident, $ns:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $Name;

        impl Function for $Name {
            const NS: f64 = $ns;

            #[inline(always)]
            fn of<S: Simd, T: Elementary>(simd: S, x: V<S, T>) -> V<S, T> {
                $function::<S, T>(simd, x)
            }
        }
    };
}

function!(Exp, exp, 1.0, "`e^x`.");
function!(Expm1, expm1, 1.3, "`e^x - 1`.");
function!(Ln, log, 1.2, "The natural logarithm.");
function!(Log1p, log1p, 1.5, "`log(1 + x)`.");
function!(Sigmoid, sigmoid, 1.3, "`1 / (1 + e^-x)`.");
function!(Tanh, tanh, 1.6, "The hyperbolic tangent.");

/// Nanoseconds a double takes [`logaddexp`].
pub const LOGADDEXP_NS: f64 = 2.5;

/// `out[i] = F(x[i])`. The tail is apart: in one loop every vector passes through memory, in case it
/// is one, which takes 10 % longer. (A closure in place of `F` is not inlined twice and loses the vectors.)
#[simd]
pub fn apply<S: Simd, T: Elementary, F: Function>(simd: S, x: &[T], out: &mut [T]) {
    let len = V::<S, T>::LEN;
    let (mut xs, mut outs) = (x.chunks_exact(len), out.chunks_exact_mut(len));
    for (x, out) in (&mut xs).zip(&mut outs) {
        F::of::<S, T>(simd, V::<S, T>::from_slice(simd, x)).store_slice(out);
    }
    let tail = xs.remainder();
    if !tail.is_empty() {
        store(F::of::<S, T>(simd, load(simd, tail)), outs.into_remainder());
    }
}

/// `out[i] = log(e^a[i] + e^b[i])`.
#[simd]
pub fn apply_logaddexp<S: Simd, T: Elementary>(simd: S, a: &[T], b: &[T], out: &mut [T]) {
    let len = V::<S, T>::LEN;
    for ((a, b), out) in a.chunks(len).zip(b.chunks(len)).zip(out.chunks_mut(len)) {
        store(logaddexp::<S, T>(simd, load(simd, a), load(simd, b)), out);
    }
}

/// The values of `F` at `x`, for tests.
#[cfg(test)]
pub(super) fn values<F: Function, T: Elementary>(level: super::Level, x: &[T]) -> Vec<T> {
    let mut out = vec![T::ZERO; x.len()];
    fearless_simd::dispatch!(level, simd => apply::<_, T, F>(simd, x, &mut out));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    #[test]
    fn logaddexp_of_special_values() {
        let (inf, nan) = (f64::INFINITY, f64::NAN);
        let a = [inf, -inf, inf, 3.0, -inf, 0.0, nan, 1.0, nan, 1e308, 0.0];
        let b = [inf, -inf, -inf, -inf, 3.0, 0.0, 1.0, nan, inf, -1e308, 1e-300];
        for level in available_levels() {
            let mut y = [0.0; 11];
            dispatch!(level, simd => apply_logaddexp(simd, &a, &b, &mut y));
            assert_eq!(y[..5], [inf, -inf, inf, 3.0, 3.0]);
            assert_eq!(y[5], std::f64::consts::LN_2);
            assert!(y[6..9].iter().all(|y| y.is_nan()));
            assert_eq!(y[9..], [1e308, std::f64::consts::LN_2]);
        }
    }
}
