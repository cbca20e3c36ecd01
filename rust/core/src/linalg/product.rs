//! The product of two matrices in any layout: `C = alpha A B + beta C`.
//!
//! The simple loop: `for i, j: c[i, j] = alpha * sum over k of a[i, k] * b[k, j] + beta * c[i, j]`.
//! 1. Both factors are packed into panels ([`DEPTH`] of `k` at a time), so that the register tile of
//!    `simd/gemm.rs` reads two streams, whatever the strides. B once for all, A by each task.
//! 2. C is cut into tiles by its shape alone, a task each; the blocks of `k` follow in order. So an
//!    element is the same chain of multiply-adds whatever the number of threads.

use fearless_simd::dispatch;

use super::matrix::Matrix;
use super::panels::{pack_rows, tiles};
use crate::numerics::{filled, product};
use crate::simd::{Scale, gemm::tile_of, multiply, packed_columns};
use crate::{Error, Exec, Real, Result, Work};

/// `k` in a packed panel: longer sums are cut there. Half of it costs a tenth of the speed in double
/// precision, for a tile of C then comes from main memory twice as often.
pub(super) const DEPTH: usize = 512;

/// Columns of B packed at once.
const COLUMNS: usize = 4096;

/// Rows of C in a task at most: of A, they fill a good part of the second-level cache.
const ROWS: usize = 96;

/// Tasks worth having.
const TASKS: usize = 16;

/// Nanoseconds per multiply-add.
const NS_PER_PRODUCT: f64 = 0.03;

/// The predicted time of an (m, k) times a (k, n) matrix.
pub fn product_work(m: usize, k: usize, n: usize) -> Work {
    Work::new(m, k as f64 * n as f64 * NS_PER_PRODUCT)
}

/// `c = alpha a b + beta c`, where `c` has rows of `c_step` elements, at least the columns of `b`.
/// Without `beta`, what `c` held is not read.
pub fn product_into<T: Real>(
    exec: &Exec,
    a: Matrix<T>,
    b: Matrix<T>,
    (c, c_step): (&mut [T], usize),
    scale: Scale<T>,
) -> Result<()> {
    let (m, depth, n) = (a.n_rows(), a.n_columns(), b.n_columns());
    if depth != b.n_rows() || c_step < n || c.len() < m.saturating_sub(1).saturating_mul(c_step) + n
    {
        return Err(Error::shape(format!(
            "inner dimensions of a product must be equal and the result must have their outer ones, \
             got ({m}, {depth}) and ({}, {n})",
            b.n_rows()
        )));
    }
    if m == 0 || n == 0 {
        return Ok(());
    }
    let c = &mut c[..(m - 1) * c_step + n];
    if depth == 0 {
        for row in c.chunks_mut(c_step) {
            scale_row(&mut row[..n], scale.beta);
        }
        return Ok(());
    }
    let tile = dispatch!(exec.level(), simd => tile_of::<_, T>(simd));
    let room = dispatch!(exec.level(), simd => packed_columns::<_, T>(simd, n.min(COLUMNS)));
    let mut packed = filled(product(&[depth.min(DEPTH), room])?, T::ZERO)?;
    let rows = m.div_ceil(TASKS).next_multiple_of(tile.rows).min(ROWS);
    let tasks = m.div_ceil(rows);
    for first in (0..n).step_by(COLUMNS) {
        let columns = first..n.min(first + COLUMNS);
        let pieces = TASKS.div_ceil(tasks);
        let width = columns.len().div_ceil(pieces).next_multiple_of(tile.columns);
        for first in (0..depth).step_by(DEPTH) {
            let k = first..depth.min(first + DEPTH);
            let scale = if first == 0 { scale } else { Scale { beta: T::ONE, ..scale } };
            let b = b.block(k.clone(), columns.clone());
            let used = dispatch!(exec.level(), simd => packed_columns::<_, T>(simd, columns.len()));
            let packed = &mut packed[..k.len() * used];
            pack_rows(exec, b.transposed(), tile.columns, packed)?;
            let tasks = tiles(c, c_step, columns.clone(), rows, width);
            exec.map_items(tasks, |_, mut tile_of_c| {
                let height = tile_of_c.rows.len();
                let a = a.block(tile_of_c.first_row..tile_of_c.first_row + height, k.clone());
                let mut left = filled(height.next_multiple_of(tile.rows) * k.len(), T::ZERO)?;
                pack_rows(&Exec::serial(exec.level()), a, tile.rows, &mut left)?;
                let right = &packed[tile_of_c.first_column * k.len()..];
                dispatch!(exec.level(), simd =>
                    multiply(simd, k.len(), &left, right, &mut tile_of_c.rows, scale));
                Ok(())
            })?;
        }
    }
    Ok(())
}

fn scale_row<T: Real>(row: &mut [T], beta: T) {
    if beta == T::ZERO {
        row.fill(T::ZERO);
    } else {
        row.iter_mut().for_each(|x| *x = beta * *x);
    }
}
