//! The domain the topic shares: finite numbers that are not negative, and a base of logarithms.

use fearless_simd::prelude::*;

use crate::numerics::index_text;
use crate::{Error, Real, Result};

/// `ln(base)`: what a result in nats is divided by; `None` means nats.
pub fn log_of_base(base: Option<f64>) -> Result<f64> {
    match base {
        None => Ok(1.0),
        Some(base) if base > 0.0 && base != 1.0 && base.is_finite() => Ok(base.ln()),
        Some(base) => {
            Err(Error::domain(format!("base must be positive, finite and not 1, got {base}")))
        }
    }
}

/// Lanes that are negative or NaN. (Infinite ones show in a sum or a maximum.)
#[inline(always)]
pub(super) fn outside<S: Simd>(simd: S, x: S::f64s) -> S::mask64s {
    !x.simd_ge(S::f64s::splat(simd, 0.0))
}

fn is_invalid<T: Real>(x: T) -> bool {
    !(x >= T::ZERO && x.is_finite())
}

/// Names the first invalid element of arrays of one shape; the earlier array counts first.
pub(super) fn invalid_element<T: Real>(arrays: &[(&str, &[T])], shape: &[usize]) -> Error {
    let firsts = arrays.iter().filter_map(|&(name, x)| {
        let at = x.iter().position(|&x| is_invalid(x))?;
        Some((at, name, x))
    });
    match firsts.min_by_key(|&(at, ..)| at) {
        Some((at, name, x)) => Error::domain(format!(
            "{name} must hold finite numbers that are not negative, got {} at index {}",
            x[at].to_f64(),
            index_text(at, shape)
        )),
        None => Error::domain("the input changed while it was read"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_invalid_element_has_a_name() {
        let (p, q) = ([0.0, 1.0, f64::NAN, -1.0], [0.0, -2.0, 1.0, 1.0]);
        let text =
            |arrays: &[(&str, &[f64])], shape: &[usize]| invalid_element(arrays, shape).to_string();
        assert!(text(&[("p", &p)], &[4]).ends_with("got NaN at index 2"));
        assert!(text(&[("p", &p), ("q", &q)], &[2, 2]).ends_with("got -2 at index (0, 1)"));
    }

    #[test]
    fn a_base_is_positive_and_not_one() {
        assert_eq!(log_of_base(None), Ok(1.0));
        assert_eq!(log_of_base(Some(2.0)), Ok(std::f64::consts::LN_2));
        for base in [0.0, -2.0, 1.0, f64::NAN, f64::INFINITY] {
            assert!(log_of_base(Some(base)).is_err(), "base {base}");
        }
    }
}
