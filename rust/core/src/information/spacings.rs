//! Differential entropy of one variable by the spacings of its sorted values.
//!
//! With `m` the window, `s` the sorted values, those beyond the ends equal to the ends:
//! ```text
//! vasicek:   mean log(n (s[i + m] - s[i - m]) / 2m)
//! ebrahimi:  the same with c_i m for 2m, c_i = 1 + (places to the nearer end) / m near the ends, else 2
//! van_es:    sum log(s[i + m] - s[i]) / (n - m) + sum_(k = m..n) 1/k    (the factors (n + 1) / m cancel)
//! correa:    -mean log(b_i), the slope of place / n over value in the window, by least squares
//! ```
//! Windows of the last one move by one value, but sums that are carried along lose digits: 2m + 1 terms
//! each are added anew.

use std::f64::consts::LN_2;

use crate::numerics::power_of_two;
use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result, Work};

/// Terms of a task, and values that they look at, at most.
const CHUNK: usize = 1 << 12;
const VALUES: usize = 1 << 20;

/// Which estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// Vasicek (1976).
    Vasicek,
    /// Ebrahimi, Pflughoeft and Soofi (1994).
    Ebrahimi,
    /// Correa (1995).
    Correa,
    /// van Es (1992).
    VanEs,
}

impl Spacing {
    /// The estimate of a name.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "vasicek" => Ok(Self::Vasicek),
            "ebrahimi" => Ok(Self::Ebrahimi),
            "correa" => Ok(Self::Correa),
            "van_es" => Ok(Self::VanEs),
            _ => Err(Error::domain(format!("no estimate by spacings is called {name}"))),
        }
    }
}

/// The predicted time of `n` values and a window, for the slowest estimate.
pub fn entropy_spacings_work(n: usize, window: usize) -> Work {
    Work::new(n.saturating_mul(window), 4.0)
}

/// The differential entropy of values in ascending order.
pub fn entropy_spacings<T: Real>(
    exec: &Exec,
    sorted: &[T],
    window: usize,
    spacing: Spacing,
) -> Result<f64> {
    let n = sorted.len();
    if window == 0 || window.saturating_mul(2) >= n {
        return Err(Error::domain(format!(
            "window must be positive and less than half the sample size, got {window} of {n}"
        )));
    }
    let (size, m) = (n as f64, window as f64);
    let n_terms = if spacing == Spacing::VanEs { n - window } else { n };
    let looks = if spacing == Spacing::Correa { 2 * window + 1 } else { 2 };
    let chunk = (VALUES / looks).clamp(1, CHUNK);
    let sums = exec.map_chunks(Chunks::new(n_terms, chunk), |_, range| {
        Ok(range.map(|at| term(sorted, at, window, spacing)).sum::<f64>())
    })?;
    let mean = sums.iter().sum::<f64>() / n_terms as f64;
    Ok(match spacing {
        Spacing::Vasicek => mean + (size / (2.0 * m)).ln(),
        Spacing::Ebrahimi => mean + (size / m).ln(),
        Spacing::Correa => mean + size.ln(),
        Spacing::VanEs => mean + (window..=n).rev().map(|k| 1.0 / k as f64).sum::<f64>(),
    })
}

fn term<T: Real>(sorted: &[T], at: usize, window: usize, spacing: Spacing) -> f64 {
    let last = sorted.len() - 1;
    let value = |at: usize| sorted[at.min(last)].to_f64();
    let (low, high) = (at.saturating_sub(window), at + window);
    match spacing {
        Spacing::Vasicek => log_of_gap(value(low), value(high)),
        Spacing::VanEs => log_of_gap(value(at), value(high)),
        Spacing::Ebrahimi => {
            let places = at.min(last - at).min(window) as f64;
            log_of_gap(value(low), value(high)) - (1.0 + places / window as f64).ln()
        }
        Spacing::Correa => {
            // Differences near 1, for their squares.
            let scale = power_of_two((value(high) - value(low)).min(f64::MAX));
            // Place `at - window + j`, of which those below 0 hold the first value.
            let places = 0..=2 * window;
            let member = |j: usize| scale * value((at + j).saturating_sub(window));
            let mean = places.clone().map(member).sum::<f64>() / (2 * window + 1) as f64;
            let (mut above, mut below) = (0.0, 0.0);
            for j in places {
                let difference = member(j) - mean;
                above += difference * (j as f64 - window as f64);
                below += difference * difference;
            }
            (below / above).ln() - scale.ln()
        }
    }
}

/// The logarithm of a difference that may itself be larger than all numbers.
fn log_of_gap(low: f64, high: f64) -> f64 {
    let gap = high - low;
    if gap.is_finite() { gap.ln() } else { (high / 2.0 - low / 2.0).ln() + LN_2 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Level;

    #[test]
    fn windows_of_all_sizes() {
        // The slope of places over three values is (x_2 - x_0) / (n S), S the sum of squares around their
        // mean: 2/3 of (0, 0, 1), 2 of (-1, 0, 1), 14/3 of (0, 1, 3).
        let (big, tiny) = (f64::MAX, f64::MIN_POSITIVE * f64::EPSILON);
        let end = big.ln() + (2.0_f64 / 3.0).ln();
        let inner = tiny.ln() + (14.0_f64 / 9.0).ln();
        let cases = [
            (vec![-big, 0.0, big], (2.0 * end + big.ln()) / 3.0),
            (vec![-big, 0.0, tiny, 3.0 * tiny, big], (4.0 * end + inner) / 5.0),
        ];
        let exec = Exec::serial(Level::new());
        for (values, mean) in cases {
            let got = entropy_spacings(&exec, &values, 1, Spacing::Correa).unwrap();
            let want = mean + (values.len() as f64).ln();
            assert!((got - want).abs() <= 1e-14 * want, "{got} {want}");
        }
    }
}
