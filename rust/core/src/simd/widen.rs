//! Loads that give doubles, whatever the storage: float32 data, float64 accumulation.

use fearless_simd::prelude::*;

use crate::Real;

/// An element type that loads as doubles.
pub trait Widen: Real {
    /// Two vectors of doubles from `2 * S::f64s::LEN` elements.
    fn load_pair<S: Simd>(simd: S, elements: &[Self]) -> [S::f64s; 2];
}

impl Widen for f64 {
    #[inline(always)]
    fn load_pair<S: Simd>(simd: S, elements: &[Self]) -> [S::f64s; 2] {
        let (low, high) = elements.split_at(S::f64s::LEN);
        [S::f64s::from_slice(simd, low), S::f64s::from_slice(simd, high)]
    }
}

impl Widen for f32 {
    #[inline(always)]
    fn load_pair<S: Simd>(simd: S, elements: &[Self]) -> [S::f64s; 2] {
        let (low, high) = S::f32s::from_slice(simd, elements).widen();
        [low, high]
    }
}
