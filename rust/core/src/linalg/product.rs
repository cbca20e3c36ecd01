//! The product of two matrices in any layout: `C = alpha A B + beta C`.
//!
//! The simple loop: `for i, j: c[i, j] = alpha * sum over k of a[i, k] * b[k, j] + beta * c[i, j]`.
//! 1. Both factors are packed into panels ([`DEPTH`] of `k` at a time), so that the register tile of
//!    `simd/gemm.rs` reads two streams, whatever the strides. B once for all, A by each task.
//! 2. C is cut into tiles by its shape alone, a task each; the blocks of `k` follow in order. So an
//!    element is the same chain of multiply-adds whatever the number of threads.
//! 3. The last panel of B is as narrow as vectors allow (`simd/gemm_block.rs`).
//!
//! One thread of Zen 4 reaches 84 to 90 % of its FMA peak from 512 x 512 on. What is missing is the
//! wait for tiles of C, which safe Rust cannot prefetch. Rejected, for they change nothing: 1,024 or
//! 4,096 columns of B at once, 192 rows of A, 768 of `k`.

use fearless_simd::dispatch;

use super::matrix::Matrix;
use super::panels::{pack_rows, tiles};
use crate::numerics::{filled, product};
use crate::simd::{Scale, gemm::tile_of, multiply, packed_columns};
use crate::{Error, Exec, Real, Result, Work};

/// `k` in a packed panel: longer sums are cut into equal parts of at most this. Half of it costs a tenth
/// of the speed in double precision, for a tile of C then comes from main memory twice as often.
pub(super) const DEPTH: usize = 512;

/// Columns of B packed at once.
const COLUMNS: usize = 2048;

/// Rows of C in a task at most: of A, they fill a good part of the second-level cache.
const ROWS: usize = 96;

/// Tasks worth having.
const TASKS: usize = 16;

/// Nanoseconds per multiply-add, per byte read from main memory, and per byte of a result that the
/// process has not touched yet.
const NS_PER_PRODUCT: f64 = 0.03;
const NS_PER_BYTE: f64 = 0.1;
const NS_PER_NEW_BYTE: f64 = 0.6;

/// The predicted time of an (m, k) times a (k, n) matrix: of its products or of its bytes.
pub fn product_work<T>(m: usize, k: usize, n: usize) -> Work {
    products_work::<T>(1, (m, k, n))
}

/// The same of `count` products of one shape.
pub(super) fn products_work<T>(count: usize, (m, k, n): (usize, usize, usize)) -> Work {
    let (m, k, n) = (m as f64, k as f64, n as f64);
    let factors = (m * k + k * n) * NS_PER_BYTE;
    let bytes = size_of::<T>() as f64 * (factors + m * n * NS_PER_NEW_BYTE);
    Work::new(count, bytes.max(m * k * n * NS_PER_PRODUCT))
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
    let at_once = depth.div_ceil(depth.div_ceil(DEPTH));
    let room = dispatch!(exec.level(), simd => packed_columns::<_, T>(simd, n.min(COLUMNS)));
    let mut packed = filled(product(&[at_once, room])?, T::ZERO)?;
    let rows = m.div_ceil(TASKS).next_multiple_of(tile.rows).min(ROWS);
    let tasks = m.div_ceil(rows);
    for first in (0..n).step_by(COLUMNS) {
        let columns = first..n.min(first + COLUMNS);
        let pieces = TASKS.div_ceil(tasks);
        let width = columns.len().div_ceil(pieces).next_multiple_of(tile.columns);
        for first in (0..depth).step_by(at_once) {
            let k = first..depth.min(first + at_once);
            let scale = if first == 0 { scale } else { Scale { beta: T::ONE, ..scale } };
            let b = b.block(k.clone(), columns.clone());
            let used = dispatch!(exec.level(), simd => packed_columns::<_, T>(simd, columns.len()));
            let packed = &mut packed[..k.len() * used];
            pack_rows(exec, b.transposed(), tile.columns, packed)?;
            let tasks = tiles(c, c_step, columns.clone(), rows, width)?;
            exec.map_items(tasks, |_, mut tile_of_c| {
                let (first_row, first_column) = (tile_of_c.first_row, tile_of_c.first_column);
                let mut rows = tile_of_c.rows()?;
                let height = rows.len();
                let a = a.block(first_row..first_row + height, k.clone());
                let mut left = filled(height.next_multiple_of(tile.rows) * k.len(), T::ZERO)?;
                pack_rows(&Exec::serial(exec.level()), a, tile.rows, &mut left)?;
                let right = &packed[first_column * k.len()..];
                dispatch!(exec.level(), simd =>
                    multiply(simd, k.len(), &left, right, &mut rows, scale));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    /// Small whole numbers: sums are exact.
    fn numbers<T: Real>(len: usize) -> Vec<T> {
        (0..len).map(|i| T::from_f64(((i * 7 + i / 13) % 11) as f64 - 5.0)).collect()
    }

    fn check<T: Real + PartialEq + std::fmt::Debug>(m: usize, depth: usize, n: usize) {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let (left, right) = (numbers::<T>(m * depth), numbers::<T>(depth * n));
            let a = Matrix::new(&left, m, depth).unwrap();
            let b = Matrix::new(&right, n, depth).unwrap().transposed();
            let (step, scale) = (n + 3, Scale { alpha: T::from_f64(2.0), beta: -T::ONE });
            let before = numbers::<T>(m * step);
            let mut c = before.clone();
            product_into(&exec, a, b, (&mut c, step), scale).unwrap();
            for (at, (&got, &was)) in c.iter().zip(&before).enumerate() {
                let (i, j) = (at / step, at % step);
                let dot = |k: usize| left[i * depth + k].to_f64() * right[j * depth + k].to_f64();
                let sum = || 2.0 * (0..depth).map(dot).sum::<f64>() - was.to_f64();
                let want = if j < n { T::from_f64(sum()) } else { was };
                assert_eq!(got, want, "({i}, {j}) of ({m}, {depth}, {n})");
            }
        }
    }

    #[test]
    fn a_part_of_a_larger_array_is_updated() {
        for n in [1, 7, 25, 49, 97] {
            check::<f64>(n + 1, 9, n);
            check::<f32>(n + 1, 9, n);
        }
        for depth in [0, 1, DEPTH - 1, DEPTH, DEPTH + 1, 2 * DEPTH + 1] {
            check::<f64>(9, depth, 13);
            check::<f32>(9, depth, 13);
        }
        check::<f64>(TASKS * ROWS + 1, 3, 5);
        check::<f64>(5, 3, COLUMNS + 1);
    }

    #[test]
    fn bytes_count_where_there_are_more_of_them() {
        assert!(product_work::<f64>(30, 30, 30).is_small());
        assert!(!product_work::<f64>(1800, 1, 1800).is_small());
        assert!(!product_work::<f64>(1, 1 << 20, 1).is_small());
    }

    #[test]
    fn shapes_must_fit() {
        let (exec, x) = (Exec::serial(crate::simd::Level::baseline()), [1.0; 6]);
        let a = Matrix::new(&x, 2, 3).unwrap();
        let scale = Scale { alpha: 1.0, beta: 0.0 };
        assert!(product_into(&exec, a, a, (&mut [0.0; 6], 3), scale).is_err());
        assert!(product_into(&exec, a, a.transposed(), (&mut [0.0; 3], 2), scale).is_err());
        assert!(product_into(&exec, a, a.transposed(), (&mut [0.0; 4], 2), scale).is_ok());
    }
}
