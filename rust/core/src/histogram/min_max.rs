//! The smallest and the largest value in one pass.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::parallel::Chunks;
use crate::{Exec, Real, Result, Work};

/// Values a chunk holds: half a megabyte of doubles.
const CHUNK: usize = 1 << 16;

/// The predicted time.
pub fn min_max_work(n: usize) -> Work {
    Work::new(n, 0.5)
}

/// `(min, max)`, both NaN when there is a NaN among `x`; `(inf, -inf)` of nothing.
pub fn min_max<T: Real>(exec: &Exec, x: &[T]) -> Result<(T, T)> {
    let extremes = exec.map_chunks(Chunks::new(x.len(), CHUNK), |_, range| {
        Ok(dispatch!(exec.level(), simd => min_max_of(simd, &x[range])))
    })?;
    Ok(extremes.into_iter().fold((T::INFINITY, -T::INFINITY), |whole, part| {
        (smaller(whole.0, part.0), larger(whole.1, part.1))
    }))
}

#[simd]
fn min_max_of<S: Simd, T: Real>(simd: S, x: &[T]) -> (T, T) {
    const UNROLL: usize = 4;
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    let mut low = [T::Native::<S>::splat(simd, T::INFINITY); UNROLL];
    let mut high = [T::Native::<S>::splat(simd, -T::INFINITY); UNROLL];
    let mut nan = low[0].is_nan();
    let mut blocks = x.chunks_exact(UNROLL * len);
    for block in &mut blocks {
        for (i, vector) in block.chunks_exact(len).enumerate() {
            let x = T::Native::<S>::from_slice(simd, vector);
            low[i] = x.min(low[i]);
            high[i] = x.max(high[i]);
            nan |= x.is_nan();
        }
    }
    if nan.any_true() {
        return (T::NAN, T::NAN);
    }
    let mut extremes = (
        low[0].min(low[1]).min(low[2].min(low[3])).reduce_min(),
        high[0].max(high[1]).max(high[2].max(high[3])).reduce_max(),
    );
    for &x in blocks.remainder() {
        extremes = (smaller(extremes.0, x), larger(extremes.1, x));
    }
    extremes
}

#[inline(always)]
fn smaller<T: Real>(a: T, b: T) -> T {
    if a.is_nan() || a < b { a } else { b }
}

#[inline(always)]
fn larger<T: Real>(a: T, b: T) -> T {
    if a.is_nan() || a > b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    #[test]
    fn a_nan_anywhere_is_the_answer() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for n in [1, 63, 64, 65, 200] {
                let mut x: Vec<f32> = (0..n).map(|i| (i as f32 * 7.0) % 11.0 - 3.0).collect();
                let want = x.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &x| {
                    (low.min(x), high.max(x))
                });
                assert_eq!(min_max(&exec, &x), Ok(want));
                for at in [0, n / 2, n - 1] {
                    let kept = std::mem::replace(&mut x[at], f32::NAN);
                    let (low, high) = min_max(&exec, &x).unwrap();
                    assert!(low.is_nan() && high.is_nan(), "NaN at {at} of {n}");
                    x[at] = kept;
                }
            }
        }
    }
}
