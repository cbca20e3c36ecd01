//! `n log n` of counts in fixed point.
//!
//! Entropies of tables are sums of `n log n` over cells: `H = (N log N - sum n log n) / N`. As integers the
//! sums are exact, so they depend neither on the order of cells nor on threads or SIMD level: tables that
//! differ by names of codes have equal bits, and ties are ties. The sum over the cells of one table is at
//! most `N log N`, which sets the scale.

use crate::Result;
use crate::numerics::reserved;

/// Counts with an entry in the table: 512 KiB, which stay in L2. Larger ones are rare per table.
const TABLE: usize = 1 << 16;

/// `N log N` stays below 2 to this: four sums can be added and subtracted without overflow.
const BITS: i32 = 60;

/// The scale of few samples: the digits of a double.
const FRACTION_MAX: i32 = 52;

/// `n log n` for all counts of up to `n_samples`.
pub struct Logs {
    table: Vec<i64>,
    scale: f64,
    n_samples: usize,
}

impl Logs {
    pub fn new(n_samples: usize) -> Result<Self> {
        let whole = n_log_n(n_samples).max(1.0).log2().ceil() as i32;
        let scale = f64::powi(2.0, (BITS - whole).min(FRACTION_MAX));
        let len = TABLE.min(n_samples + 1);
        let mut table = reserved(len)?;
        table.extend((0..len).map(|count| fixed(count, scale)));
        Ok(Self { table, scale, n_samples })
    }

    /// `count log count`.
    #[inline(always)]
    pub fn of(&self, count: u32) -> i64 {
        match self.table.get(count as usize) {
            Some(&value) => value,
            None => fixed(count as usize, self.scale),
        }
    }

    /// The sum over the cells of a table.
    pub fn sum(&self, counts: &[u32]) -> i64 {
        counts.iter().map(|&count| self.of(count)).sum()
    }

    /// `N log N`.
    pub fn whole(&self) -> i64 {
        fixed(self.n_samples, self.scale)
    }

    /// A sum as nats a sample; not negative, NaN without samples.
    pub fn nats(&self, sum: i64) -> f64 {
        sum.max(0) as f64 / (self.scale * self.n_samples as f64)
    }
}

fn n_log_n(count: usize) -> f64 {
    let n = count as f64;
    if count == 0 { 0.0 } else { n * n.ln() }
}

fn fixed(count: usize, scale: f64) -> i64 {
    (n_log_n(count) * scale).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_beyond_the_table_go_on() {
        let logs = Logs::new(1 << 20).unwrap();
        for count in [TABLE - 1, TABLE, TABLE + 1] {
            let want = n_log_n(count) / (1 << 20) as f64;
            let got = logs.nats(logs.of(count as u32));
            assert!((got / want - 1.0).abs() < 1e-14, "{count}");
        }
        assert_eq!(logs.whole(), logs.of(1 << 20));
    }

    #[test]
    fn the_scale_leaves_room() {
        for n in [0, 1, 2, 3, 1000, u32::MAX as usize] {
            assert!(Logs::new(n).unwrap().whole() <= 1 << BITS, "{n}");
        }
    }
}
