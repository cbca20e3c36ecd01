//! The digamma function of whole numbers, as a table.

use crate::Result;
use crate::numerics::reserved;

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// `psi(1), ..., psi(n)`: all that counts of `n` points need, without one call of a special function.
#[derive(Clone, Debug)]
pub struct Digamma(Vec<f64>);

impl Digamma {
    /// psi(m) = 1 + 1/2 + ... + 1/(m - 1) - Euler's constant, the sum compensated.
    pub fn up_to(n: usize) -> Result<Self> {
        let mut table = reserved(n + 1)?;
        // psi(0) is a pole.
        table.push(f64::NEG_INFINITY);
        let (mut sum, mut lost) = (0.0, 0.0);
        for m in 1..=n {
            table.push(sum - EULER + lost);
            let term = 1.0 / m as f64;
            let next = sum + term;
            lost += (sum - next) + term;
            sum = next;
        }
        Ok(Self(table))
    }

    /// `psi(count)`.
    #[inline(always)]
    pub fn of(&self, count: usize) -> f64 {
        self.0[count]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_tables() {
        // Abramowitz and Stegun, table 6.1 and the asymptotic series.
        let psi = Digamma::up_to(1_000_000).unwrap();
        let asymptotic = |n: f64| {
            let z = 1.0 / (n * n);
            n.ln() - 0.5 / n - z * (1.0 / 12.0 - z * (1.0 / 120.0 - z / 252.0))
        };
        assert_eq!(psi.of(1), -EULER);
        assert!((psi.of(2) - (1.0 - EULER)).abs() < 1e-16);
        assert!((psi.of(50) - 3.901_989_673_427_892).abs() < 1e-15);
        for n in [100, 1000, 99_999, 1_000_000] {
            assert!((psi.of(n) - asymptotic(n as f64)).abs() < 4e-15, "{n}");
        }
    }
}
