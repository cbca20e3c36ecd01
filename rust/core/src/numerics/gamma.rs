//! Digamma, trigamma and logarithms of rising factorials, of positive arguments, in double precision.
//!
//! Stirling's series from [`FAR`] on, the recurrences below it (Abramowitz and Stegun, sections 6.1, 6.3,
//! 6.4). Errors are a few ulp of the largest term.

/// From here on the series below have all digits of a double.
const FAR: f64 = 10.0;

/// `digamma(x)`, the derivative of `log gamma(x)`, for `x > 0`.
pub fn digamma(x: f64) -> f64 {
    let (mut far, mut near) = (x, 0.0);
    while far < FAR {
        near += 1.0 / far;
        far += 1.0;
    }
    let z = 1.0 / (far * far);
    let series = series(
        z,
        &[1. / 12., -1. / 120., 1. / 252., -1. / 240., 1. / 132., -691. / 32_760., 1. / 12.],
    );
    far.ln() - 0.5 / far - z * series - near
}

/// The derivative of [`digamma`].
pub fn trigamma(x: f64) -> f64 {
    let (mut far, mut near) = (x, 0.0);
    while far < FAR {
        near += 1.0 / (far * far);
        far += 1.0;
    }
    let z = 1.0 / (far * far);
    (1.0 + 0.5 / far + z * trigamma_series(z)) / far + near
}

/// `trigamma(x + 1) - 1 / x`, in which large x cancel.
pub fn trigamma_excess(x: f64) -> f64 {
    if x < FAR {
        return trigamma(x + 1.0) - 1.0 / x;
    }
    let z = 1.0 / (x * x);
    z * (trigamma_series(z) / x - 0.5)
}

fn trigamma_series(z: f64) -> f64 {
    series(z, &[1. / 6., -1. / 30., 1. / 42., -1. / 30., 5. / 66., -691. / 2_730., 7. / 6.])
}

/// `log(x (x + 1) ... (x + n - 1) / x^n)`, for `x > 0` and whole n, to some ulp of n: not of `n log x`, nor
/// of `x log x`, which the difference of two logarithms of gamma would lose.
pub fn log_rising_ratio(x: f64, n: f64) -> f64 {
    let (mut far, mut left, mut near) = (x, n, 0.0);
    while far < FAR && left > 0.0 {
        near += (far / x).ln();
        far += 1.0;
        left -= 1.0;
    }
    if left == 0.0 {
        return near;
    }
    let end = far + left;
    let stirling = stirling(end) - stirling(far);
    let scale = if far > x { left * (far / x).ln() } else { 0.0 };
    (end - 0.5) * (left / far).ln_1p() - left + stirling + scale + near
}

/// `log gamma(x)` less `(x - 1/2) log x - x + log(2 pi) / 2`.
fn stirling(x: f64) -> f64 {
    let z = 1.0 / (x * x);
    series(
        z,
        &[
            1. / 12.,
            -1. / 360.,
            1. / 1_260.,
            -1. / 1_680.,
            1. / 1_188.,
            -691. / 360_360.,
            1. / 156.,
        ],
    ) / x
}

/// The polynomial with these coefficients, from the constant one up.
fn series(z: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * z + c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Euler's constant.
    const GAMMA: f64 = 0.577_215_664_901_532_9;

    fn close(got: f64, want: f64, tol: f64) {
        assert!((got - want).abs() <= tol * want.abs().max(1.0), "{got} {want}");
    }

    #[test]
    fn values_in_the_tables() {
        close(digamma(1.0), -GAMMA, 1e-15);
        close(digamma(0.5), -GAMMA - 2.0 * std::f64::consts::LN_2, 1e-15);
        close(trigamma(1.0), std::f64::consts::PI.powi(2) / 6.0, 1e-15);
        close(trigamma(0.5), std::f64::consts::PI.powi(2) / 2.0, 1e-15);
        close(digamma(1e15), 1e15_f64.ln(), 1e-15);
    }

    #[test]
    fn digamma_of_whole_numbers_is_a_harmonic_number() {
        let mut harmonic = 0.0;
        for n in 1..40 {
            close(digamma(f64::from(n)), harmonic - GAMMA, 2e-15);
            harmonic += 1.0 / f64::from(n);
        }
    }

    #[test]
    fn the_excess_is_trigamma_less_its_first_term() {
        for x in [0.5, 3.0, 9.999, 10.0, 25.0, 300.0] {
            close(trigamma_excess(x) * x * x, (trigamma(x + 1.0) - 1.0 / x) * x * x, 1e-11);
        }
        // Of huge x: -1 / (2 x^2).
        close(trigamma_excess(1e12) * 1e24, -0.5, 1e-11);
    }

    #[test]
    fn rising_factorials() {
        for x in [1e-3, 0.5, 3.0, 9.5, 10.0, 77.0, 1e6] {
            for n in [0, 1, 2, 9, 10, 11, 40, 500] {
                let want: f64 = (0..n).map(|j| (f64::from(j) / x).ln_1p()).sum();
                close(log_rising_ratio(x, f64::from(n)), want, 1e-14 + f64::EPSILON * f64::from(n));
            }
        }
        // n (n - 1) / 2 x, where all else has gone.
        close(log_rising_ratio(1e15, 1000.0) * 1e9, 499_500.0 / 1e6, 1e-3);
    }
}
