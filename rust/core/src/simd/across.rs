//! The sums across the lanes of several vectors, taken together: a round of interleaving and adding halves
//! the number of vectors, until every lane belongs to one of the sums.
//!
//! The simple loop sums vector by vector, which takes as many rounds for each of them.

use fearless_simd::prelude::*;

use super::tile::len;
use crate::Real;

/// Lanes of the longest vectors.
const MAX_LANES: usize = 16;

/// The sum of the lanes of each of `vectors`, a power of two of them, which are used up.
#[inline(always)]
pub(super) fn across<S: Simd, T: Real>(vectors: &mut [T::Native<S>], sums: &mut [T]) {
    if let ([vector], [sum]) = (&*vectors, &mut *sums) {
        *sum = vector.reduce_sum();
        return;
    }
    let len = len::<S, T>();
    let together = len.min(vectors.len());
    let groups = vectors.chunks_exact_mut(together).zip(sums.chunks_exact_mut(together));
    for (vectors, sums) in groups {
        let mut n = together;
        while n > 1 {
            n /= 2;
            for i in 0..n {
                let (low, high) = vectors[i].interleave(vectors[i + n]);
                vectors[i] = low + high;
            }
        }
        // Lane k belongs to sum number k, modulo their number.
        let mut lanes = [T::ZERO; MAX_LANES];
        vectors[0].store_slice(&mut lanes[..len]);
        sums.fill(T::ZERO);
        for lanes in lanes[..len].chunks_exact(together) {
            for (sum, &lane) in sums.iter_mut().zip(lanes) {
                *sum += lane;
            }
        }
    }
}
