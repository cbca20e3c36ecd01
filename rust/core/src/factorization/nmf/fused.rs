//! A turn of W and the products for the next one of H, with one look at a dense X.
//!
//! The simple loop:
//! ```text
//! B = X H^T;  W moves (`update.rs`);  C = X^T W
//! ```
//! 1. Rows of X in blocks that stay in the second-level cache: the products of a block with H^T, its rows
//!    of W, and what these add to C, before the next block. X comes from memory once, not twice.
//! 2. C is summed as `W^T X`, whose right factor lies by rows: X^T never needs packing.
//! 3. Products with H^T a few hundred columns of X at a time: X is read where it lies, and not packed for
//!    twenty components. 2,000 x 1,000, k = 20, two threads: an iteration takes 2.7 ms instead of 3.5 in f64,
//!    1.5 instead of 1.95 in f32.
//! 4. At most [`GROUPS`] sums of their own, added in order.
//!
//! Four fifths of the time are the two products now; passes over the components (`update.rs`) are a
//! sixteenth, so that five of them cost a few percent.

use super::turned::turned;
use super::update::{Shared, update};
use crate::linalg::{Matrix, matmul};
use crate::numerics::{filled, product};
use crate::{Exec, Real, Result};

/// Bytes of a block of X: it comes a second time from the second-level cache, or nearly.
const BLOCK: usize = 1 << 20;

/// Columns of X whose products with H^T are computed together: `matmul` packs nothing up to there.
const PART: usize = 512;

/// Rows of a block: fewer would move C more than X, more would be a task too long for Ctrl-C.
const ROWS_MIN: usize = 16;
const ROWS_MAX: usize = 1024;

/// Groups of blocks, each with a C of its own.
const GROUPS: usize = 16;

/// What every group needs, made once: fresh memory comes with page faults, every iteration.
pub(super) struct Scratch<T> {
    rows: usize,
    groups: Vec<Group<T>>,
    total: Vec<T>,
}

struct Group<T> {
    right: Vec<T>,
    part: Vec<T>,
    sums: Vec<T>,
    block: Vec<T>,
}

impl<T: Real> Scratch<T> {
    /// For X of shape (n, m), neither of them 0.
    pub fn new((n, m): (usize, usize), k: usize) -> Result<Self> {
        let rows = (BLOCK / (m * size_of::<T>())).clamp(ROWS_MIN, ROWS_MAX);
        let size = product(&[k, m])?;
        let mut groups = Vec::new();
        for _ in 0..n.div_ceil(group_rows(n, rows)) {
            let right = filled(product(&[rows, k])?, T::ZERO)?;
            groups.push(Group {
                part: filled(right.len(), T::ZERO)?,
                right,
                sums: filled(size, T::ZERO)?,
                block: filled(size, T::ZERO)?,
            });
        }
        Ok(Self { rows, groups, total: filled(size, T::ZERO)? })
    }
}

fn group_rows(n: usize, rows: usize) -> usize {
    n.div_ceil(GROUPS).next_multiple_of(rows)
}

/// Moves the rows of `w`, all of X given by rows of `m`; returns the sum of the projected gradients and
/// `X^T W`. Nothing may be empty.
pub(super) fn turn<T: Real>(
    exec: &Exec,
    (x, m): (&[T], usize),
    shared: Shared<T>,
    (w, ht): (&mut [T], &[T]),
    scratch: &mut Scratch<T>,
) -> Result<(f64, Vec<T>)> {
    let k = shared.k;
    let (rows, group) = (scratch.rows, group_rows(w.len() / k, scratch.rows));
    let places = x.chunks(group * m).zip(w.chunks_mut(group * k));
    let items = places.zip(&mut scratch.groups).map(|((x, w), own)| (x, w, own)).collect();
    let parts = exec.map_items(items, |_, (x, w, own): (&[T], &mut [T], &mut Group<T>)| {
        let serial = Exec::serial(exec.level());
        let mut violation = 0.0;
        for (index, (x, w)) in x.chunks(rows * m).zip(w.chunks_mut(rows * k)).enumerate() {
            exec.check()?;
            let right = &mut own.right[..w.len()];
            let x = Matrix::new(x, w.len() / k, m)?;
            for start in (0..m).step_by(PART) {
                let columns = start..m.min(start + PART);
                let h = Matrix::new(&ht[start * k..columns.end * k], columns.len(), k)?;
                let x = x.block(0..x.n_rows(), columns);
                if start == 0 {
                    matmul(&serial, x, h, right)?;
                } else {
                    let part = &mut own.part[..right.len()];
                    matmul(&serial, x, h, part)?;
                    right.iter_mut().zip(&*part).for_each(|(sum, &x)| *sum += x);
                }
            }
            violation += update(&serial, shared, right, w)?;
            let wt = Matrix::new(w, x.n_rows(), k)?.transposed();
            if index == 0 {
                matmul(&serial, wt, x, &mut own.sums)?;
            } else {
                matmul(&serial, wt, x, &mut own.block)?;
                own.sums.iter_mut().zip(&own.block).for_each(|(sum, &x)| *sum += x);
            }
        }
        Ok(violation)
    })?;
    let total = &mut scratch.total;
    total.fill(T::ZERO);
    for own in &scratch.groups {
        total.iter_mut().zip(&own.sums).for_each(|(total, &sum)| *total += sum);
    }
    Ok((parts.iter().sum(), turned(exec, total, k, m)?))
}
