//! Convolution of one-dimensional signals: directly or by FFT.

mod blocks;
mod direct;
mod non_finite;
mod overlap_save;
mod parts;
mod plan;
mod spectra;
mod tile;

use crate::{Error, Exec, Real, Result, Work};
use blocks::{Blocks, FFT_NS_MIN, Sizes};

/// One of the two signals, and where it is not finite.
#[derive(Clone, Copy)]
struct Operand<'a, T> {
    values: &'a [T],
    non_finite: &'a [usize],
}

/// A convolution whose method is settled.
#[derive(Clone, Copy, Debug)]
pub struct Convolution<'a, T> {
    /// The longer signal.
    x: &'a [T],
    /// The shorter.
    h: &'a [T],
    sizes: Sizes,
    /// How the FFT cuts it, `None` for the direct sum.
    blocks: Option<Blocks>,
    work: Work,
}

impl<'a, T: Real> Convolution<'a, T> {
    /// The `len` outputs in the middle of `y[t] = sum over j of h[j] * x[t - j]`: all of them for
    /// NumPy's "full", as many as the longer signal has for "same", those without a border for
    /// "valid". The longer signal plays `x`, whatever the order, as in NumPy.
    ///
    /// `fft`: by FFT, or the sum as it stands; `None` for what is predicted to be faster.
    pub fn new(x: &'a [T], h: &'a [T], len: usize, fft: Option<bool>) -> Self {
        let (x, h) = if x.len() < h.len() { (h, x) } else { (x, h) };
        let sizes = Sizes::new(x.len(), h.len(), len);
        let direct_ns = sizes.direct_ns::<T>();
        if fft == Some(false) || fft.is_none() && direct_ns < FFT_NS_MIN {
            return Self { x, h, sizes, blocks: None, work: Work::new(1, direct_ns) };
        }
        let (blocks, fft_ns) = sizes.blocks();
        let by_fft = fft.unwrap_or(fft_ns < direct_ns);
        let work = Work::new(1, if by_fft { fft_ns } else { direct_ns });
        Self { x, h, sizes, blocks: by_fft.then_some(blocks), work }
    }

    /// The predicted time.
    pub fn work(&self) -> Work {
        self.work
    }

    /// Computes the outputs into `out`, as long as [`Convolution::new`] was told.
    pub fn run(&self, exec: &Exec, out: &mut [T]) -> Result<()> {
        let Sizes { n, k, start, len } = self.sizes;
        if k == 0 {
            let text =
                format!("x and h must not be empty, got a signal of {n} and one of {k} values");
            return Err(Error::shape(text));
        }
        if out.len() != len || len >= n + k {
            let (full, got) = (n + k - 1, out.len());
            return Err(Error::shape(format!("out must hold {len} of {full} values, got {got}")));
        }
        let Some(blocks) = self.blocks else {
            return direct::direct(exec, self.x, self.h, start, out);
        };
        let places = (non_finite::find(exec, self.x)?, non_finite::find(exec, self.h)?);
        let x = Operand { values: self.x, non_finite: &places.0 };
        let h = Operand { values: self.h, non_finite: &places.1 };
        if blocks.part < k {
            parts::in_parts(exec, x, h, self.sizes, blocks, out)
        } else {
            overlap_save::overlap_save(exec, x, h, self.sizes, blocks, out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Level, available_levels};

    fn random<T: Real>(n: usize, seed: u64) -> Vec<T> {
        let mut state = seed;
        (0..n)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                T::from_f64((state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5)
            })
            .collect()
    }

    fn run<T: Real>(exec: &Exec, x: &[T], h: &[T], len: usize, fft: Option<bool>) -> Vec<T> {
        let mut out = vec![T::NAN; len];
        plan(x, h, len, fft).run(exec, &mut out).unwrap();
        out
    }

    fn plan<'a, T: Real>(
        x: &'a [T],
        h: &'a [T],
        len: usize,
        fft: Option<bool>,
    ) -> Convolution<'a, T> {
        Convolution::new(x, h, len, fft)
    }

    fn simple<T: Real>(x: &[T], h: &[T]) -> Vec<f64> {
        let mut y = vec![0.0; x.len() + h.len() - 1];
        for (i, x) in x.iter().enumerate() {
            for (j, h) in h.iter().enumerate() {
                y[i + j] += x.to_f64() * h.to_f64();
            }
        }
        y
    }

    fn check<T: Real>() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for (n, k) in
                [(1, 1), (5, 3), (130, 7), (700, 300), (2000, 31), (9000, 257), (300, 300)]
            {
                let (x, h) = (random::<T>(n, 1), random::<T>(k, 2));
                let want = simple(&x, &h);
                for len in [n + k - 1, n, n - k + 1] {
                    let start = (n + k - 1 - len) / 2;
                    for fft in [Some(false), Some(true)] {
                        let got = run(&exec, &x, &h, len, fft);
                        for (got, want) in got.iter().zip(&want[start..]) {
                            let error = (got.to_f64() - want).abs();
                            assert!(
                                error < (10 + k) as f64 * T::EPSILON.to_f64(),
                                "{fft:?} {n} {k} {error}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn both_methods_agree_with_the_simple_sum() {
        check::<f32>();
        check::<f64>();
    }

    #[test]
    fn taps_in_parts_agree_with_the_direct_sum() {
        let exec = Exec::serial(Level::new());
        let (x, h) = (random::<f64>(900, 1), random::<f64>(700, 2));
        let blocks = Blocks { fft_len: 256, hop: 128, part: 128 };
        for len in [1599, 900, 201] {
            let by_parts = Convolution { blocks: Some(blocks), ..plan(&x, &h, len, Some(true)) };
            let mut got = vec![f64::NAN; len];
            by_parts.run(&exec, &mut got).unwrap();
            let want = run(&exec, &x, &h, len, Some(false));
            for (got, want) in got.iter().zip(want) {
                assert!((got - want).abs() < 1e-13, "{len}: {got} {want}");
            }
        }
    }

    #[test]
    fn nan_and_inf_reach_the_same_outputs_by_every_method() {
        let exec = Exec::serial(Level::new());
        let (mut x, mut h) = (random::<f32>(900, 1), random::<f32>(300, 2));
        (x[100], x[101], x[700], h[5]) = (f32::NAN, f32::NAN, f32::INFINITY, f32::NEG_INFINITY);
        h[7] = 0.0;
        for len in [1199, 900, 601] {
            let want = run(&exec, &x, &h, len, Some(false));
            let parts = Blocks { fft_len: 256, hop: 128, part: 128 };
            let mut by_parts = vec![0.0; len];
            Convolution { blocks: Some(parts), ..plan(&x, &h, len, Some(true)) }
                .run(&exec, &mut by_parts)
                .unwrap();
            for got in [run(&exec, &x, &h, len, Some(true)), by_parts] {
                for (got, want) in got.iter().zip(&want) {
                    let same = got == want || got.is_nan() && want.is_nan();
                    assert!(same || (got - want).abs() < 1e-4, "{len}: {got} {want}");
                }
            }
        }
    }
}
