//! Values of two arrays side by side, in vectors.

use fearless_simd::prelude::*;

use crate::Real;
use crate::simd::scale::scale_near_one;
use crate::simd::wide::load_pair;

/// Values of p and q, up to a pair of vectors of each.
pub(super) type Row<'a, T> = (&'a [T], &'a [T]);

/// Two vectors.
pub(super) type Pair<S> = [<S as Simd>::f64s; 2];

/// A value for each lane of p and of q.
#[derive(Clone, Copy)]
pub(super) struct Both<S: Simd> {
    pub p: Pair<S>,
    pub q: Pair<S>,
}

impl<S: Simd> Both<S> {
    #[inline(always)]
    pub fn load<T: Real>(simd: S, (p, q): Row<T>) -> Self {
        Self { p: load_pair(simd, p), q: load_pair(simd, q) }
    }

    #[inline(always)]
    pub fn splat(simd: S, x: f64) -> Self {
        let pair = [S::f64s::splat(simd, x); 2];
        Self { p: pair, q: pair }
    }

    /// As it is; or, of values found valid, scaled and without the sign of -0.
    #[inline(always)]
    pub fn scaled(self, scales: Option<Self>) -> Self {
        let Some(scales) = scales else { return self };
        Self {
            p: [self.p[0].abs() * scales.p[0], self.p[1].abs() * scales.p[1]],
            q: [self.q[0].abs() * scales.q[0], self.q[1].abs() * scales.q[1]],
        }
    }

    /// The powers of two that bring each near 1.
    #[inline(always)]
    pub fn scales(self, simd: S) -> Self {
        Self {
            p: [scale_near_one(simd, self.p[0]), scale_near_one(simd, self.p[1])],
            q: [scale_near_one(simd, self.q[0]), scale_near_one(simd, self.q[1])],
        }
    }
}
