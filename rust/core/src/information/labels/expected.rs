//! The mutual information that labels have by chance (Vinh, Epps, Bailey 2010, equation 24).
//!
//! The simple loop, with a and b the sizes of two classes, n the number of samples, and k, their common
//! samples, of the hypergeometric distribution:
//! ```text
//! for a in sizes of X: for b in sizes of Y: for k in max(1, a + b - n) ..= min(a, b):
//!     E += k / n * log(n k / (a b)) * P(k),   P(k) = a! b! (n - a)! (n - b)! / (n! k! (a - k)! ...)
//! ```
//! 1. Only over different sizes, times how often each occurs: of n samples there are at most sqrt(2 n).
//! 2. P comes from its mode outwards by the ratio of neighbours, one division each, and is divided by its
//!    sum: no factorials, of which the logarithms (8e4 for 10,000!) would leave eleven digits.
//! 3. It ends where P has fallen below [`TINY`] of the mode: some twelve standard deviations instead of
//!    min(a, b) terms.
//! 4. As E[k] = m = a b / n, the sum is that of `k log(k / m) - k + m`, never negative: nothing cancels,
//!    and terms go through the vector kernel of relative entropies.
//! 5. Sizes of X are shared out among the threads, and added in their order.
//!
//! Rejected: tables of log-factorials (digits, see 2; and an exponential a term).

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::parallel::Chunks;
use crate::simd::Level;
use crate::simd::relative_entropy::term_of_any;
use crate::simd::wide::{load_pair, pair_len};
use crate::{Exec, Result};

/// What is left out of P: beside it the largest term of 10^9 samples is still nothing.
const TINY: f64 = 1e-30;

/// Terms that go through the vector kernel together.
const BLOCK: usize = 256;

/// Different sizes of classes, and how many classes have each.
#[derive(Debug)]
pub(super) struct Sizes(Vec<(f64, f64)>);

impl Sizes {
    pub fn of(sums: &[f64]) -> Self {
        let mut sorted: Vec<f64> = sums.iter().copied().filter(|&sum| sum > 0.0).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let runs = sorted.chunk_by(|a, b| a == b);
        Self(runs.map(|run| (run[0], run.len() as f64)).collect())
    }
}

/// The expectation over permutations, in nats.
pub(super) fn expected_information(exec: &Exec, x: &Sizes, y: &Sizes, n: f64) -> Result<f64> {
    let parts = exec.map_chunks(Chunks::new(x.0.len(), 1), |at, _| {
        let (a, n_a) = x.0[at];
        let of_pair = |&(b, n_b): &(f64, f64)| n_b * of_sizes(exec.level(), a, b, n);
        Ok(n_a * y.0.iter().map(of_pair).sum::<f64>())
    })?;
    Ok(parts.iter().sum::<f64>() / n)
}

/// `E[k log(k / m)]` for classes of `a` and `b` among `n` samples.
fn of_sizes(level: Level, a: f64, b: f64, n: f64) -> f64 {
    let (least, most) = ((a + b - n).max(0.0), a.min(b));
    let mode = ((a + 1.0) * (b + 1.0) / (n + 2.0)).floor().clamp(least, most);
    let mut sums = Sums {
        level,
        mean: a * b / n,
        k: [0.0; BLOCK],
        p: [0.0; BLOCK],
        len: 0,
        total: 0.0,
        mass: 0.0,
    };
    let (mut k, mut p) = (mode, 1.0);
    while p > TINY {
        sums.add(k, p);
        // 0 at the end, k = most.
        p *= (a - k) * (b - k) / ((k + 1.0) * (n - a - b + k + 1.0));
        k += 1.0;
    }
    (k, p) = (mode, 1.0);
    loop {
        // 0 at the end, k = least.
        p *= k * (n - a - b + k) / ((a - k + 1.0) * (b - k + 1.0));
        k -= 1.0;
        if p <= TINY {
            break;
        }
        sums.add(k, p);
    }
    sums.flush();
    sums.total / sums.mass
}

struct Sums {
    level: Level,
    mean: f64,
    k: [f64; BLOCK],
    p: [f64; BLOCK],
    len: usize,
    total: f64,
    mass: f64,
}

impl Sums {
    fn add(&mut self, k: f64, p: f64) {
        (self.k[self.len], self.p[self.len]) = (k, p);
        self.len += 1;
        if self.len == BLOCK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let (k, p) = (&self.k[..self.len], &self.p[..self.len]);
        let (total, mass) = dispatch!(self.level, simd => terms(simd, k, p, self.mean));
        self.total += total;
        self.mass += mass;
        self.len = 0;
    }
}

/// The sums of `p (k log(k / m) - k + m)` and of `p`.
#[simd]
fn terms<S: Simd>(simd: S, k: &[f64], p: &[f64], mean: f64) -> (f64, f64) {
    let mean = S::f64s::splat(simd, mean);
    let (mut totals, mut masses) = (S::f64s::splat(simd, 0.0), S::f64s::splat(simd, 0.0));
    for (k, p) in k.chunks(pair_len::<S>()).zip(p.chunks(pair_len::<S>())) {
        let (k, p) = (load_pair(simd, k), load_pair(simd, p));
        for i in 0..2 {
            totals = p[i].mul_add(term_of_any(simd, k[i], mean), totals);
            masses += p[i];
        }
    }
    (totals.reduce_sum(), masses.reduce_sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    #[test]
    fn classes_of_one_sample_meet_with_probability_one_in_n() {
        for level in available_levels() {
            for n in [2.0, 3.0, 1000.0, 1e9_f64] {
                // k = 1 with probability 1 / n, and then log(n).
                let got = of_sizes(level, 1.0, 1.0, n);
                assert!((got - n.ln() / n).abs() <= 1e-14 * got, "{n}: {got}");
            }
        }
    }

    #[test]
    fn large_classes_have_half_a_nat_a_degree_of_freedom() {
        for level in available_levels() {
            // E[k log(k / m)] = (1 - a / n) (1 - b / n) / 2 + O(1 / m).
            let got = of_sizes(level, 4e8, 5e8, 1e9);
            assert!((got - 0.15).abs() <= 1e-8, "{got}");
        }
    }

    #[test]
    fn all_of_a_class_in_all_of_the_samples() {
        for level in available_levels() {
            assert_eq!(of_sizes(level, 7.0, 20.0, 20.0), 0.0);
        }
    }
}
