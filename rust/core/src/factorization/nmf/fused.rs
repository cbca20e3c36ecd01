//! A turn of W and the products for the next one of H, with one look at a dense X.
//!
//! The simple loop:
//! ```text
//! B = X H^T;  W moves (`update.rs`);  C = X^T W
//! ```
//! 1. Rows of X in blocks that stay in the second-level cache: the products of a block with H^T, its rows
//!    of W, and what these add to C, before the next block. X comes from memory once, not twice.
//! 2. C is summed as `W^T X`, whose right factor lies by rows: X^T never needs packing.
//! 3. At most [`GROUPS`] sums of their own, added in order.

use super::turned::turned;
use super::update::{Shared, update};
use crate::linalg::{Matrix, matmul};
use crate::numerics::{filled, product};
use crate::{Exec, Real, Result};

/// Bytes of a block of X: half of the second-level cache.
const BLOCK: usize = 1 << 19;

/// Rows of a block: fewer would move C more than X, more would be a task too long for Ctrl-C.
const ROWS_MIN: usize = 16;
const ROWS_MAX: usize = 1024;

/// Groups of blocks, each with a C of its own.
const GROUPS: usize = 16;

/// Moves the rows of `w`, all of X given by rows of `m`; returns the sum of the projected gradients and
/// `X^T W`. Nothing may be empty.
pub(super) fn turn<T: Real>(
    exec: &Exec,
    (x, m): (&[T], usize),
    shared: Shared<T>,
    (w, ht): (&mut [T], &[T]),
) -> Result<(f64, Vec<T>)> {
    let k = shared.k;
    let rows = (BLOCK / (m * size_of::<T>())).clamp(ROWS_MIN, ROWS_MAX);
    let group = (w.len() / k).div_ceil(GROUPS).next_multiple_of(rows);
    let size = product(&[k, m])?;
    let items = x.chunks(group * m).zip(w.chunks_mut(group * k)).collect();
    let parts = exec.map_items(items, |_, (x, w): (&[T], &mut [T])| {
        let serial = Exec::serial(exec.level());
        let (mut sums, mut block) = (filled(size, T::ZERO)?, filled(size, T::ZERO)?);
        let mut right = filled(product(&[rows, k])?, T::ZERO)?;
        let mut violation = 0.0;
        for (index, (x, w)) in x.chunks(rows * m).zip(w.chunks_mut(rows * k)).enumerate() {
            exec.check()?;
            let right = &mut right[..w.len()];
            let x = Matrix::new(x, w.len() / k, m)?;
            matmul(&serial, x, Matrix::new(ht, m, k)?, right)?;
            violation += update(&serial, shared, right, w)?;
            let wt = Matrix::new(w, x.n_rows(), k)?.transposed();
            if index == 0 {
                matmul(&serial, wt, x, &mut sums)?;
            } else {
                matmul(&serial, wt, x, &mut block)?;
                sums.iter_mut().zip(&block).for_each(|(sum, &x)| *sum += x);
            }
        }
        Ok((violation, sums))
    })?;
    let mut violation = 0.0;
    let mut total = filled(size, T::ZERO)?;
    for (part, sums) in parts {
        violation += part;
        total.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
    }
    Ok((violation, turned(exec, &total, k, m)?))
}
