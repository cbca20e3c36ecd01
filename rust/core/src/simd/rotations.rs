//! Sequences of plane rotations of neighbouring rows, as implicit QL makes them.
//!
//! The simple loop, for i from `high` - 1 down to `low`:
//! ```text
//! row[i], row[i + 1] = c row[i] - s row[i + 1], s row[i] + c row[i + 1]
//! ```
//! 1. Columns are independent: a strip of a few vectors goes through a whole sweep while the row that
//!    two rotations share stays in registers, so that an element is loaded and stored once a rotation
//!    pair, not twice.
//! 2. Many sweeps go over one panel of columns while it is in the L2 cache.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::{len, load, store};
use crate::Real;

/// Columns of a panel: four of the longest vectors. 1,024 rows of doubles take half a megabyte.
pub const PANEL: usize = 64;

/// Vectors of a strip: enough chains to hide the latency of one.
const VECTORS: usize = 4;

/// Rotations of rows `high - 1, high`, then of the pair before, down to `low, low + 1`.
#[derive(Clone, Copy, Debug)]
pub struct Sweep {
    /// The first row concerned.
    pub low: usize,
    /// The last row concerned.
    pub high: usize,
    /// Where the rotations of this sweep begin in the list of all.
    pub start: usize,
}

/// Applies the sweeps to a panel of rows of [`PANEL`] elements; `rotations` holds `[c, s]`.
#[simd]
pub fn rotate<S: Simd, T: Real>(simd: S, panel: &mut [T], sweeps: &[Sweep], rotations: &[[T; 2]]) {
    for sweep in sweeps {
        let rows = &mut panel[sweep.low * PANEL..(sweep.high + 1) * PANEL];
        let rotations = &rotations[sweep.start..][..sweep.high - sweep.low];
        for column in (0..PANEL).step_by(VECTORS * len::<S, T>()) {
            rotate_strip(simd, rows, column, rotations);
        }
    }
}

#[inline(always)]
fn rotate_strip<S: Simd, T: Real>(simd: S, rows: &mut [T], column: usize, rotations: &[[T; 2]]) {
    let width = VECTORS * len::<S, T>();
    let count = rotations.len();
    // The row that the last rotation changed and the next one will: number i + 1.
    let mut shared = load::<S, T, VECTORS>(simd, &rows[count * PANEL + column..]);
    for (i, &[c, s]) in (0..count).rev().zip(rotations) {
        let (c, s) = (T::Native::<S>::splat(simd, c), T::Native::<S>::splat(simd, s));
        let pair = &mut rows[i * PANEL + column..][..PANEL + width];
        let upper = load::<S, T, VECTORS>(simd, pair);
        let mut lower = shared;
        for v in 0..VECTORS {
            lower[v] = s.mul_add(upper[v], c * shared[v]);
            shared[v] = c.mul_add(upper[v], -(s * shared[v]));
        }
        store::<S, T, VECTORS>(&lower, &mut pair[PANEL..]);
    }
    store::<S, T, VECTORS>(&shared, &mut rows[column..]);
}
