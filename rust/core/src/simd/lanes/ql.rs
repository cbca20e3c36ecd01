//! Implicit QL with Wilkinson's shift on symmetric tridiagonal matrices, one a lane.
//!
//! The simple loop is that of one matrix (`linalg/implicit_ql.rs`): find a block that is not diagonal yet,
//! chase the bulge through it, repeat. Lanes disagree on the block:
//! 1. Every sweep goes over the union of their blocks; a lane outside its own rotates by nothing. Lanes
//!    take nearly the same number of sweeps, and their blocks nearly coincide.
//! 2. The block of each lane and its ends are found by selections, in one pass over the diagonals.
//! 3. The rotations of a sweep are kept and applied to the rows of Q after it, four rows at a time: an
//!    element is loaded and stored once, for the one that two rotations share stays in a register.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::{at, put, splat, stride};
use crate::Real;

/// A multiple of the order that no matrix needs: some 1.7 sweeps an eigenvalue are common, LAPACK gives up
/// at 30.
const MAX_SWEEPS: usize = 30;

/// Rows of Q that share the loads of a rotation.
const ROWS: usize = 4;

/// Turns `d` into eigenvalues, in no order, and the columns of `q` into their vectors; `e` is spoilt,
/// `rotations` is scratch of `2 n` vectors. The largest element of a matrix must be near 1.
///
/// `false`: some lane needs more sweeps than any matrix should.
#[simd]
pub(super) fn ql_lanes<S: Simd, T: Real>(
    simd: S,
    n: usize,
    [d, e]: [&mut [T]; 2],
    q: &mut [T],
    rotations: &mut [T],
) -> bool {
    for _ in 0..MAX_SWEEPS * n {
        let block = Block::find(simd, n, d, e);
        let low = block.low.reduce_min().to_f64() as usize;
        let high = block.high.reduce_max().to_f64() as usize;
        if low >= high {
            return true;
        }
        block.sweep(simd, low..high, [d, e], rotations);
        let mut row = 0;
        while row + ROWS <= n {
            rotate_rows::<S, T, ROWS>(
                simd,
                &mut q[row * stride(n) * super::lanes::<S, T>()..],
                n,
                low..high,
                rotations,
            );
            row += ROWS;
        }
        while row < n {
            rotate_rows::<S, T, 1>(
                simd,
                &mut q[row * stride(n) * super::lanes::<S, T>()..],
                n,
                low..high,
                rotations,
            );
            row += 1;
        }
    }
    n == 0
}

/// The first block of each lane that is not diagonal: rows `low` to `high`, and what its shift needs. In a
/// lane without one, `low` is n and `high` 0.
struct Block<S: Simd, T: Real> {
    low: T::Native<S>,
    high: T::Native<S>,
    /// `d[low]`, `d[low + 1]`, `e[low]`, `d[high]`.
    corners: [T::Native<S>; 4],
}

impl<S: Simd, T: Real> Block<S, T> {
    /// Sets what is negligible to zero on the way.
    #[inline(always)]
    fn find(simd: S, n: usize, d: &[T], e: &mut [T]) -> Self {
        let (zero, one) = (splat::<S, T>(simd, T::ZERO), splat::<S, T>(simd, T::ONE));
        // Below this the squares of a sweep lose digits, and next to 1 it is nothing.
        let floor = splat::<S, T>(simd, T::MIN_POSITIVE.sqrt() / T::EPSILON);
        let mut block =
            Self { low: index::<S, T>(simd, n), high: zero, corners: [one, one, one, one] };
        let mut below = at::<S, T>(simd, d, n - 1);
        // Where a block that begins here would end.
        let (mut end, mut last) = (index::<S, T>(simd, n - 1), below);
        for i in (0..n - 1).rev() {
            let (here, off) = (at::<S, T>(simd, d, i), at::<S, T>(simd, e, i));
            let limit = (here.abs() + below.abs()).mul_add(splat(simd, T::EPSILON), floor);
            let couples = off.abs().simd_gt(limit);
            put::<S, T>(couples.select(off, zero), e, i);
            end = couples.select(end, index::<S, T>(simd, i));
            last = couples.select(last, here);
            block.low = couples.select(index::<S, T>(simd, i), block.low);
            block.high = couples.select(end, block.high);
            for (corner, x) in block.corners.iter_mut().zip([here, below, off, last]) {
                *corner = couples.select(x, *corner);
            }
            below = here;
        }
        block
    }

    /// One sweep over `rows`, the union of the blocks. Rotation i, of rows i and i + 1, goes into
    /// `rotations` as vectors 2 i (cosine) and 2 i + 1 (sine).
    #[inline(always)]
    fn sweep(
        &self,
        simd: S,
        rows: std::ops::Range<usize>,
        [d, e]: [&mut [T]; 2],
        rotations: &mut [T],
    ) {
        let (zero, one) = (splat::<S, T>(simd, T::ZERO), splat::<S, T>(simd, T::ONE));
        let [first, second, off, last] = self.corners;
        let ratio = (second - first) / (off + off);
        let root = ratio.mul_add(ratio, one).sqrt();
        let mut g = last - first + off / (ratio + root.copysign(ratio));
        let (mut c, mut s, mut p) = (one, one, zero);
        let mut below = at::<S, T>(simd, d, rows.end);
        for i in rows.rev() {
            let number = index::<S, T>(simd, i);
            let active = number.simd_ge(self.low) & number.simd_lt(self.high);
            let (here, off) = (at::<S, T>(simd, d, i), at::<S, T>(simd, e, i));
            let (f, b) = (s * off, c * off);
            let r = f.mul_add(f, g * g).sqrt();
            let scale = one / r;
            let turns = active & r.simd_gt(zero);
            let cosine = turns.select(g * scale, one);
            let sine = turns.select(f * scale, zero);
            put::<S, T>(cosine, rotations, 2 * i);
            put::<S, T>(sine, rotations, 2 * i + 1);
            // The element above the block's last row is where the bulge came from: it becomes zero.
            let is_top = (number + one).simd_eq(self.high);
            let coupling = is_top.select(zero, r);
            put::<S, T>(active.select(coupling, at(simd, e, i + 1)), e, i + 1);
            let rest = below - p;
            let twice = (here - rest).mul_add(sine, cosine * (b + b));
            let shift = sine * twice;
            put::<S, T>(active.select(rest + shift, below), d, i + 1);
            let bulge = cosine.mul_sub(twice, b);
            // What is left at the block's first row.
            let is_low = number.simd_eq(self.low);
            below = is_low.select(here - shift, here);
            put::<S, T>(is_low.select(bulge, off), e, i);
            put::<S, T>(below, d, i);
            (c, s) = (active.select(cosine, c), active.select(sine, s));
            (p, g) = (active.select(shift, p), active.select(bulge, g));
        }
    }
}

/// Columns i and i + 1 of `N` rows of Q, rotated for i from the last of `columns` to the first.
#[inline(always)]
fn rotate_rows<S: Simd, T: Real, const N: usize>(
    simd: S,
    q: &mut [T],
    n: usize,
    columns: std::ops::Range<usize>,
    rotations: &[T],
) {
    let mut shared = [splat::<S, T>(simd, T::ZERO); N];
    for (r, shared) in shared.iter_mut().enumerate() {
        *shared = at(simd, q, r * stride(n) + columns.end);
    }
    for i in columns.clone().rev() {
        let (c, s) = (at::<S, T>(simd, rotations, 2 * i), at::<S, T>(simd, rotations, 2 * i + 1));
        for (r, shared) in shared.iter_mut().enumerate() {
            let x = at::<S, T>(simd, q, r * stride(n) + i);
            put::<S, T>(s.mul_add(x, c * *shared), q, r * stride(n) + i + 1);
            *shared = c.mul_sub(x, s * *shared);
        }
    }
    for (r, &shared) in shared.iter().enumerate() {
        put::<S, T>(shared, q, r * stride(n) + columns.start);
    }
}

/// A row number in all lanes: exact in every type.
#[inline(always)]
fn index<S: Simd, T: Real>(simd: S, i: usize) -> T::Native<S> {
    splat(simd, T::from_f64(i as f64))
}
