//! The register tile that symmetric products and factorisations share, and the layout it needs.
//!
//! A matrix of order n lies in [`padded`]`(n)` rows of `padded(n)` elements, so that no loop has a
//! tail; what lies beyond row or column n is zero.

use fearless_simd::prelude::*;

use crate::Real;

/// The longest vector in elements (f32 with AVX-512), and a multiple of every tile's rows.
const PAD: usize = 16;

/// Bytes of a vector where there are 32 of them. A tile of 8 x 3 then keeps 24 sums in registers; with
/// 16 registers it is 4 x 2: eight sums are what two units of latency 4 need, and 4 divides [`PAD`],
/// which 6 does not.
const WIDE: usize = 64;

/// `n` rounded up to the layout's multiple.
pub const fn padded(n: usize) -> usize {
    n.div_ceil(PAD) * PAD
}

/// Whether tiles are 8 x 3 (else 4 x 2).
#[inline(always)]
pub(super) fn is_wide<S: Simd, T: Real>() -> bool {
    len::<S, T>() * size_of::<T>() == WIDE
}

/// Elements of a vector.
#[inline(always)]
pub(super) const fn len<S: Simd, T: Real>() -> usize {
    <T::Native<S> as SimdBase<S>>::LEN
}

/// Sums of `ROWS` rows and `VECTORS` vectors of columns.
pub(super) type Tile<S, T, const ROWS: usize, const VECTORS: usize> =
    [[<T as SimdFloatElement>::Native<S>; VECTORS]; ROWS];

/// `sum over k of x[k, row + r] x[k, column..]` for every r, over the first `depth` rows k of `x`.
#[inline(always)]
pub(super) fn outer<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    x: &[T],
    depth: usize,
    stride: usize,
    row: usize,
    column: usize,
) -> Tile<S, T, ROWS, VECTORS> {
    let mut sums = [[T::Native::<S>::splat(simd, T::ZERO); VECTORS]; ROWS];
    // Not `chunks_exact`: it divides by the stride, which costs as much as a row of a small tile.
    for k in 0..depth {
        let x = &x[k * stride..][..stride];
        let vectors = load::<S, T, VECTORS>(simd, &x[column..]);
        let Some(broadcast) = x[row..].first_chunk::<ROWS>() else { break };
        for (sums, &a) in sums.iter_mut().zip(broadcast) {
            let a = T::Native::<S>::splat(simd, a);
            for (sum, &b) in sums.iter_mut().zip(&vectors) {
                *sum = a.mul_add(b, *sum);
            }
        }
    }
    sums
}

/// The first `VECTORS` vectors of `x`.
#[inline(always)]
pub(super) fn load<S: Simd, T: Real, const VECTORS: usize>(
    simd: S,
    x: &[T],
) -> [T::Native<S>; VECTORS] {
    let x = &x[..VECTORS * len::<S, T>()];
    let mut vectors = [T::Native::<S>::splat(simd, T::ZERO); VECTORS];
    for (vector, x) in vectors.iter_mut().zip(x.chunks_exact(len::<S, T>())) {
        *vector = T::Native::<S>::from_slice(simd, x);
    }
    vectors
}

/// `vectors` into the front of `x`.
#[inline(always)]
pub(super) fn store<S: Simd, T: Real, const VECTORS: usize>(
    vectors: &[T::Native<S>; VECTORS],
    x: &mut [T],
) {
    let x = &mut x[..VECTORS * len::<S, T>()];
    for (vector, x) in vectors.iter().zip(x.chunks_exact_mut(len::<S, T>())) {
        vector.store_slice(x);
    }
}
