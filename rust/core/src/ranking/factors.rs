//! Factor matrices, checked: finite, and whether their products can overflow.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result};

/// Values a chunk holds: half a megabyte of doubles.
const CHUNK: usize = 1 << 16;

/// The factors of users or items, one row each.
#[derive(Clone, Copy, Debug)]
pub struct Factors<'a, T> {
    /// All rows, one after the other.
    pub data: &'a [T],
    /// Number of rows.
    pub n_rows: usize,
    /// Length of a row.
    pub n_components: usize,
    /// What the matrix is called in error messages.
    pub name: &'static str,
}

impl<'a, T: Real> Factors<'a, T> {
    /// Rows `range`, one after the other.
    pub fn rows(&self, range: std::ops::Range<usize>) -> &'a [T] {
        &self.data[range.start * self.n_components..range.end * self.n_components]
    }

    /// The largest magnitude, 0 of nothing; an error that names the first element that is not finite.
    pub fn magnitude(&self, exec: &Exec) -> Result<T> {
        let parts = exec.map_chunks(Chunks::new(self.data.len(), CHUNK), |_, range| {
            let start = range.start;
            let part = &self.data[range];
            dispatch!(exec.level(), simd => magnitude_of(simd, part)).ok_or_else(|| {
                let at = start + part.iter().position(|x| !x.is_finite()).unwrap_or(0);
                Error::domain(format!(
                    "{} must be finite, got {} at [{}, {}]",
                    self.name,
                    self.data[at].to_f64(),
                    at / self.n_components,
                    at % self.n_components
                ))
            })
        })?;
        Ok(parts.into_iter().fold(T::ZERO, |a, b| if b > a { b } else { a }))
    }
}

/// The largest magnitude, `None` when there is a NaN or an infinity.
#[simd]
fn magnitude_of<S: Simd, T: Real>(simd: S, x: &[T]) -> Option<T> {
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    let infinity = T::Native::<S>::splat(simd, T::INFINITY);
    let mut largest = T::Native::<S>::splat(simd, T::ZERO);
    let mut finite = largest.simd_lt(infinity);
    let mut vectors = x.chunks_exact(len);
    for vector in &mut vectors {
        let magnitude = T::Native::<S>::from_slice(simd, vector).abs();
        finite &= magnitude.simd_lt(infinity);
        largest = magnitude.max(largest);
    }
    let rest = vectors.remainder();
    let all_finite = finite.all_true() && rest.iter().all(|x| x.is_finite());
    all_finite.then(|| {
        rest.iter()
            .fold(largest.reduce_max(), |most, x| if x.abs() > most { x.abs() } else { most })
    })
}

/// Whether a sum of `depth` products of factors up to `a` and `b` could leave the finite numbers; the
/// factor 2 leaves room for its rounding.
pub fn may_overflow<T: Real>(depth: usize, a: T, b: T) -> bool {
    !T::from_f64(2.0 * depth as f64 * a.to_f64() * b.to_f64()).is_finite()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    #[test]
    fn the_first_element_that_is_not_finite_is_named() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let mut data: Vec<f32> = (0..3 * 70_000).map(|i| (i % 101) as f32 - 100.0).collect();
            let magnitude = |data: &[f32]| {
                Factors { data, n_rows: 70_000, n_components: 3, name: "U" }.magnitude(&exec)
            };
            assert_eq!(magnitude(&data), Ok(100.0));
            for at in [209_999, 209_997, 65_536, 1, 0] {
                data[at] = f32::NAN;
                let text = format!("U must be finite, got NaN at [{}, {}]", at / 3, at % 3);
                assert_eq!(magnitude(&data), Err(Error::domain(text)));
            }
        }
    }

    #[test]
    fn overflow_is_foreseen() {
        assert!(!may_overflow(64, 1e15_f32, 1e15));
        assert!(may_overflow(64, 1e20_f32, 1e18));
        assert!(may_overflow(2, 1e200_f64, 1e200));
        assert!(!may_overflow(0, 1e30_f32, 1e30));
    }
}
