//! The Cholesky factor of one symmetric positive definite matrix: `A = L L^T`, L lower triangular.
//!
//! The simple loop:
//! ```text
//! for j in 0..n: for i in j..n:
//!     l[i, j] = (a[i, j] - sum over k < j of l[i, k] l[j, k]) / (i == j ? its root : l[j, j])
//! ```
//! 1. Blocks of [`BLOCK`] columns, right-looking: the diagonal block in one go (`simd/cholesky.rs`), the
//!    panel below it by substitution, straight into packed panels, and what is right of it less the
//!    product of the panel with its transpose, half of it, by the kernel of all products.
//! 2. Panels and rows are divided among the threads in pieces set by n; every element is the same chain
//!    of operations on any number of them.

use fearless_simd::dispatch;

use super::matrix::Matrix;
use super::panels::pack_rows;
use crate::numerics::{filled, product, reserved};
use crate::simd::gemm::{self, tile_of};
use crate::simd::{Scale, factor_positive, multiply, packed_columns, padded, solve_panel};
use crate::{Error, Exec, Real, Result, Work};

/// Columns of a block: a multiple of 8, and less than the depth of a product's panels.
const BLOCK: usize = 192;

/// Rows in a task of the update: a multiple of 6 and 8.
const BAND: usize = 48;

/// Rows copied by a task.
const COPIED: usize = 64;

/// Nanoseconds per multiply-add, and per element.
const NS_PER_PRODUCT: f64 = 0.04;
const NS_PER_ELEMENT: f64 = 2.0;

/// The predicted time.
pub fn cholesky_work(n: usize) -> Work {
    let n = n as f64;
    Work::new(1, n * n * (NS_PER_ELEMENT + n / 6.0 * NS_PER_PRODUCT))
}

/// The factor of `a`, of which the lower triangle is read, into `l`; zeros above the diagonal. Refuses
/// NaN and infinities.
pub fn cholesky<T: Real>(exec: &Exec, a: Matrix<T>, l: &mut [T]) -> Result<()> {
    let n = a.n_rows();
    if a.n_columns() != n || l.len() != product(&[n, n])? {
        return Err(Error::shape(format!("A must be square, got shape ({n}, {})", a.n_columns())));
    }
    if n == 0 {
        return Ok(());
    }
    copy_lower(exec, a, l)?;
    let tile = dispatch!(exec.level(), simd => tile_of::<_, T>(simd));
    let order = n.min(BLOCK);
    let mut corner = filled(product(&[padded(order), padded(order)])?, T::ZERO)?;
    let room = dispatch!(exec.level(), simd => packed_columns::<_, T>(simd, n - order));
    let mut panels = filled(product(&[room, order])?, T::ZERO)?;
    for first in (0..n).step_by(BLOCK) {
        let last = n.min(first + BLOCK);
        let (done, below) = l.split_at_mut(last * n);
        let rows = &mut done[first * n..];
        factor_corner(exec, rows, (first, n), tile, &mut corner)?;
        if last == n {
            break;
        }
        let used = dispatch!(exec.level(), simd => packed_columns::<_, T>(simd, n - last));
        let panels = &mut panels[..used * BLOCK];
        substitute(exec, below, (first, n), tile, &corner, panels)?;
        update(exec, below, (first, n), tile, panels)?;
    }
    Ok(())
}

fn copy_lower<T: Real>(exec: &Exec, a: Matrix<T>, l: &mut [T]) -> Result<()> {
    let n = a.n_rows();
    let (row_step, column_step) = a.steps();
    exec.map_items(l.chunks_mut(COPIED * n).collect(), |index, rows: &mut [T]| {
        for (i, row) in (index * COPIED..).zip(rows.chunks_exact_mut(n)) {
            let (lower, upper) = row.split_at_mut(i + 1);
            upper.fill(T::ZERO);
            let mut finite = true;
            for (j, to) in lower.iter_mut().enumerate() {
                *to = a.data()[i * row_step + j * column_step];
                finite &= to.is_finite();
            }
            if !finite {
                let j = lower.iter().position(|x| !x.is_finite()).unwrap_or(0);
                let got = lower[j].to_f64();
                return Err(Error::domain(format!("A must be finite, got {got} at ({i}, {j})")));
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// Factors the diagonal block in `rows`, those from `first` on; leaves its factor, in the layout of
/// `simd/tile.rs` with reciprocals on the diagonal, in `corner`.
fn factor_corner<T: Real>(
    exec: &Exec,
    rows: &mut [T],
    (first, n): (usize, usize),
    tile: gemm::Tile,
    corner: &mut [T],
) -> Result<()> {
    let order = rows.len() / n;
    let stride = padded(order);
    let corner = &mut corner[..stride * stride];
    for (i, row) in rows.chunks_exact(n).enumerate() {
        for (k, &x) in row[first..=first + i].iter().enumerate() {
            corner[k * stride + i] = x;
        }
    }
    let mut roots = filled(order, T::ZERO)?;
    let outcome = dispatch!(exec.level(), simd => factor_positive(simd, order, corner, &mut roots));
    outcome.map_err(|at| {
        Error::Linalg(format!(
            "A must be positive definite, but its pivot {} is not positive",
            first + at
        ))
    })?;
    for (i, row) in rows.chunks_exact_mut(n).enumerate() {
        for (k, x) in row[first..first + i].iter_mut().enumerate() {
            *x = corner[k * stride + i];
        }
        row[first + i] = roots[i];
        // The update of whole tiles went beyond the diagonal.
        let end = n.min(first + i + BAND + tile.columns);
        row[first + i + 1..end].fill(T::ZERO);
    }
    Ok(())
}

/// The columns `first..first + BLOCK` of the rows `below` the diagonal block, there and in `panels`.
fn substitute<T: Real>(
    exec: &Exec,
    below: &mut [T],
    (first, n): (usize, usize),
    tile: gemm::Tile,
    corner: &[T],
    panels: &mut [T],
) -> Result<()> {
    let rows = below.chunks_mut(tile.columns * n);
    let items = panels.chunks_mut(tile.columns * BLOCK).zip(rows).collect();
    exec.map_items(items, |_, (panel, rows): (&mut [T], &mut [T])| {
        let height = rows.len() / n;
        let block = Matrix::with_steps(&rows[first..], (height, BLOCK), (n, 1))?;
        pack_rows(&Exec::serial(exec.level()), block, panel.len() / BLOCK, panel)?;
        dispatch!(exec.level(), simd => solve_panel(simd, BLOCK, corner, panel));
        let width = panel.len() / BLOCK;
        for (r, row) in rows.chunks_exact_mut(n).enumerate() {
            for (x, packed) in row[first..first + BLOCK].iter_mut().zip(panel.chunks_exact(width)) {
                *x = packed[r];
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// The rows `below`, right of the finished columns, less the products of these.
fn update<T: Real>(
    exec: &Exec,
    below: &mut [T],
    (first, n): (usize, usize),
    tile: gemm::Tile,
    panels: &[T],
) -> Result<()> {
    let last = first + BLOCK;
    exec.map_items(below.chunks_mut(BAND * n).collect(), |index, rows: &mut [T]| {
        let height = rows.len() / n;
        let block = Matrix::with_steps(&rows[first..], (height, BLOCK), (n, 1))?;
        let room = height.next_multiple_of(tile.rows) * BLOCK;
        let mut left = filled(room, T::ZERO)?;
        pack_rows(&Exec::serial(exec.level()), block, tile.rows, &mut left)?;
        let end = (last + (index * BAND + height).next_multiple_of(tile.columns)).min(n);
        let mut c = reserved(height)?;
        c.extend(rows.chunks_exact_mut(n).map(|row| &mut row[last..end]));
        let scale = Scale { alpha: -T::ONE, beta: T::ONE };
        dispatch!(exec.level(), simd => multiply(simd, BLOCK, &left, panels, &mut c, scale));
        Ok(())
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    /// Entries of a factor: 2 on the diagonal, small below.
    fn factor_at(i: usize, j: usize, n: usize) -> f64 {
        match i.cmp(&j) {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => 2.0,
            std::cmp::Ordering::Greater => (((i * 3 + j * 7) % 11) as f64 - 5.0) / n as f64,
        }
    }

    fn square(n: usize) -> Vec<f64> {
        let l: Vec<f64> = (0..n * n).map(|at| factor_at(at / n, at % n, n)).collect();
        let row = |i: usize| &l[i * n..][..n];
        let dot = |i, j| row(i).iter().zip(row(j)).map(|(a, b)| a * b).sum::<f64>();
        // Above the diagonal lies what nobody may read.
        (0..n * n).map(|at| if at % n > at / n { f64::NAN } else { dot(at / n, at % n) }).collect()
    }

    #[test]
    fn the_factor_comes_back() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for n in [1, 2, 7, 8, 9, 47, 49, BLOCK - 1, BLOCK, BLOCK + 1, 250, 2 * BLOCK + 49] {
                let a = square(n);
                let mut l = vec![f64::NAN; n * n];
                cholesky(&exec, Matrix::new(&a, n, n).unwrap(), &mut l).unwrap();
                for (at, &got) in l.iter().enumerate() {
                    let want = factor_at(at / n, at % n, n);
                    assert!((got - want).abs() <= 1e-13, "({}, {}) of {n}: {got}", at / n, at % n);
                }
            }
        }
    }

    #[test]
    fn the_first_bad_pivot_is_named() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let n = BLOCK + 60;
            for bad in [0, 5, BLOCK - 1, BLOCK, n - 1] {
                let mut a = square(n);
                a[bad * n + bad] -= 4.5;
                let mut l = vec![0.0; n * n];
                let got = cholesky(&exec, Matrix::new(&a, n, n).unwrap(), &mut l);
                let text = "A must be positive definite, but its pivot";
                assert_eq!(got, Err(Error::Linalg(format!("{text} {bad} is not positive"))));
            }
        }
    }
}
