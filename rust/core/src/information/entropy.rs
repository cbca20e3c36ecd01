//! Entropy in one pass over memory, without cancellation.
//!
//! The simple loop:
//! ```text
//! N = sum c;   H = log N - (sum c log c) / N
//! ```
//! loses digits when H is small beside log N, and overflows. Relative to the largest entry M,
//! ```text
//! H = log(N / M) + (1 / N) sum c log(M / c)
//! ```
//! no term is negative, and N / M = ties + (sum of the others) / M keeps a lonely large entry exact.
//! 1. M must be known first. A block of 2,048 values stays in the L1 cache between its two sweeps, so
//!    memory is read once; blocks are merged by the grouping rule of Shannon (1948),
//!    `H = H(N_1, ..., N_B) + sum N_b / N H_b`, which has no negative term either.
//! 2. Values are scaled by a power of two, exactly: no overflow near 1e308, no underflow near 1e-308.
//! 3. `log(c / M)` of a zero is a finite number of no meaning (`log_ratio.rs`): `0 log 0 = 0` needs no
//!    select, and the logarithm none of its own. What is under 2^-1022 M is then up to 5 % wrong, and under
//!    1e-305 of the result.
//! 4. How many entries equal M is known from two sums, of all and of the others.
//! 5. The second sweep computes in cache, and would leave the memory idle: it calls for the next block
//!    (`pieces.rs`).
//!
//! 10 M doubles, AVX-512, one core of a Xeon of 2023: 11 to 12 ms; 15 to 16 without the fifth point. In cache
//! 1.0 ns a value; 1.17 with `log M - log c`, ties counted one by one and every value compared with 0.
//!
//! Rejected: `log N - sum / N` with a repair where it cancels (10^5 entries of 1 and one of 10^12 lose
//! seven digits). The first sweep of the next block beside the second of this one: 2.0 ns a value; one load
//! a cache line of it instead: no gain, for loads wait where hints do not. Closures over vectors
//! (`array::map`): those not inlined lose the target features, three times slower on slices of two.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::domain::{invalid_element, log_of_base};
use super::entropy_sums::{Part, parts_of_rows};
use super::pieces::{Panel, Run, calling};
use super::slices::{Functional, SHORT, for_each_slice};
use crate::simd::Level;
use crate::simd::wide::{PAIR_MAX, pair_len};
use crate::{Error, Exec, Real, Result, Work};

/// Values a block holds: 16 KB of doubles.
const BLOCK: usize = 2048;

/// Parts that are merged at once.
const MERGE: usize = 64;

/// The predicted time.
pub fn entropy_work(n: usize) -> Work {
    Work::new(n, 1.0)
}

/// The entropy of `p`, normalised, along `axis`, in units of `log(base)`.
pub fn entropy<T: Real>(
    exec: &Exec,
    p: &[T],
    shape: &[usize],
    axis: Option<usize>,
    base: Option<f64>,
    out: &mut [f64],
) -> Result<()> {
    let log_base = log_of_base(base)?;
    for_each_slice(exec, &Entropy { p, log_base }, shape, axis, out)
}

struct Entropy<'a, T> {
    p: &'a [T],
    log_base: f64,
}

impl<T: Real> Functional for Entropy<'_, T> {
    type Part = Part;
    type Value = f64;

    fn run(&self, level: Level, run: Run) -> Option<Part> {
        dispatch!(level, simd => of_run(simd, self.p, run))
    }

    fn panel(&self, level: Level, panel: Panel, parts: &mut [Part]) -> Option<()> {
        dispatch!(level, simd => self::panel(simd, self.p, panel, parts))
    }

    fn merge(&self, level: Level, parts: &[Part]) -> Part {
        if parts.len() <= MERGE {
            return dispatch!(level, simd => merge(simd, parts));
        }
        let merged: Vec<Part> = parts.chunks(MERGE).map(|parts| self.merge(level, parts)).collect();
        self.merge(level, &merged)
    }

    fn value(&self, part: Part) -> f64 {
        if part.mass == 0.0 { f64::NAN } else { part.entropy / self.log_base + 0.0 }
    }

    fn invalid(&self, shape: &[usize]) -> Error {
        invalid_element(&[("p", self.p)], shape)
    }
}

#[simd]
fn of_run<S: Simd, T: Real>(simd: S, x: &[T], run: Run) -> Option<Part> {
    if run.stride == 1 && run.len <= BLOCK {
        return of_block(simd, &x[run.start..run.start + run.len], &[]);
    }
    let mut scratch = [T::ZERO; BLOCK];
    let mut parts = [Part::default(); MERGE];
    let mut n_parts = 0;
    for block in run.blocks(BLOCK) {
        if n_parts == MERGE {
            parts[0] = merge(simd, &parts);
            n_parts = 1;
        }
        parts[n_parts] = of_block(simd, block.contiguous(x, &mut scratch), block.behind(x))?;
        n_parts += 1;
    }
    Some(merge(simd, &parts[..n_parts]))
}

#[inline(always)]
fn of_block<S: Simd, T: Real>(simd: S, block: &[T], next: &[T]) -> Option<Part> {
    let width = pair_len::<S>();
    let rows = block.chunks(width);
    let mut part = [Part::default()];
    let calling = calling(rows.clone(), width, [next]);
    parts_of_rows::<S, T, true>(simd, rows, calling, &mut part)?;
    Some(part[0])
}

#[simd]
fn panel<S: Simd, T: Real>(simd: S, x: &[T], panel: Panel, parts: &mut [Part]) -> Option<()> {
    let width = pair_len::<S>();
    let strips = panel.strips(width);
    if panel.lane_stride == 1 {
        for (lane, strip) in strips {
            let rows = (0..strip.rows).map(|row| strip.row(x, row));
            let parts = &mut parts[lane..lane + strip.lanes];
            parts_of_rows::<S, T, false>(simd, rows.clone(), rows, parts)?;
        }
        return Some(());
    }
    let mut scratch = [T::ZERO; SHORT * PAIR_MAX];
    let scratch = &mut scratch[..panel.rows * width];
    for (lane, strip) in strips {
        strip.transpose(x, width, scratch);
        let rows = scratch.chunks_exact(width);
        let parts = &mut parts[lane..lane + strip.lanes];
        parts_of_rows::<S, T, false>(simd, rows.clone(), rows, parts)?;
    }
    Some(())
}

/// Shannon's grouping rule for up to [`MERGE`] parts.
#[simd]
fn merge<S: Simd>(simd: S, parts: &[Part]) -> Part {
    if let [part] = parts {
        return *part;
    }
    let scale = parts.iter().fold(f64::INFINITY, |scale, part| scale.min(part.scale));
    let mut masses = [0.0; MERGE];
    let (mut mass, mut inside) = (0.0, 0.0);
    for (of_part, part) in masses.iter_mut().zip(parts) {
        *of_part = part.mass * (scale / part.scale);
        mass += *of_part;
        inside += *of_part * part.entropy;
    }
    let between = of_block(simd, &masses[..parts.len()], &[]).map_or(f64::NAN, |part| part.entropy);
    let inside = if mass > 0.0 { inside / mass } else { 0.0 };
    Part { scale, mass, entropy: between + inside }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::simd::available_levels;

    pub(in crate::information) fn of(exec: &Exec, p: &[f64]) -> f64 {
        let mut out = [0.0];
        entropy(exec, p, &[p.len()], None, None, &mut out).unwrap();
        out[0]
    }

    fn naive(p: &[f64]) -> f64 {
        let sum: f64 = p.iter().sum();
        p.iter().filter(|&&p| p > 0.0).map(|p| -p / sum * (p / sum).ln()).sum()
    }

    #[test]
    fn every_level_and_length_agrees_with_the_formula() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for n in [1, 2, 15, 16, 17, 64, 65, 2047, 2048, 2049, 131_071, 131_073, 400_000] {
                let p: Vec<f64> = (0..n).map(|i| ((i * 37 + 11) % 101) as f64 * 0.25).collect();
                let (got, want) = (of(&exec, &p), naive(&p));
                assert!((got - want).abs() <= 1e-12 * want, "{n}: {got} {want}");
            }
        }
    }

    #[test]
    fn one_certain_outcome_has_entropy_zero_exactly() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for (n, at) in [(1, 0), (70, 69), (5000, 4000), (300_000, 123_456)] {
                for value in [1.0, 0.3, 1e308, 5e-324] {
                    let mut p = vec![0.0; n];
                    p[at] = value;
                    assert_eq!(of(&exec, &p).to_bits(), 0, "{value:e} at {at} of {n}");
                }
            }
        }
    }

    #[test]
    fn ends_of_the_range_keep_their_digits() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for scale in [1.7e308, 1e-300, 5e-324] {
                for n in [3, 100, 5000, 200_000] {
                    let got = of(&exec, &vec![scale; n]);
                    assert!(
                        (got - (n as f64).ln()).abs() <= 4e-15 * got,
                        "{n} of {scale:e}: {got}"
                    );
                }
            }
        }
    }
}
