//! A matrix times a vector in any layout, summed in double precision.

use fearless_simd::dispatch;

use super::matrix::Matrix;
use crate::numerics::{filled, product, reserved};
use crate::simd::{GEMV_ROWS, add_columns_times, add_rows_times};
use crate::{Exec, Real, Result};

/// Elements of a row that a task takes: longer sums are cut here, whatever the layout.
const DEPTH: usize = 1 << 14;

/// Elements of the matrix that a task takes, about: half a megabyte of doubles.
const CHUNK: usize = 1 << 16;

/// `y = a x`; the caller has seen to the lengths.
pub(super) fn matrix_times_vector<T: Real>(
    exec: &Exec,
    a: Matrix<T>,
    x: &[T],
    y: &mut [f64],
) -> Result<()> {
    let (m, depth) = (a.n_rows(), a.n_columns());
    y.fill(0.0);
    if m == 0 || depth == 0 {
        return Ok(());
    }
    let rows = (CHUNK / depth.min(DEPTH)).next_multiple_of(GEMV_ROWS);
    let cuts = depth.div_ceil(DEPTH);
    let (across, mut parts) = (cuts - 1, filled(product(&[m, cuts - 1])?, 0.0)?);
    let mut tasks = reserved(cuts * m.div_ceil(rows))?;
    tasks.extend(y.chunks_mut(rows).enumerate().map(|(down, y)| (down * rows, 0, y)));
    for (cut, parts) in parts.chunks_mut(m).enumerate() {
        let part = parts.chunks_mut(rows).enumerate();
        tasks.extend(part.map(|(down, y)| (down * rows, (cut + 1) * DEPTH, y)));
    }
    exec.map_items(tasks, |_, (first, from, y)| {
        let k = from..depth.min(from + DEPTH);
        let a = a.block(first..first + y.len(), k.clone());
        partial(exec, a, &x[k], y)
    })?;
    for part in parts.chunks_exact(m).take(across) {
        y.iter_mut().zip(part).for_each(|(y, part)| *y += part);
    }
    Ok(())
}

fn partial<T: Real>(exec: &Exec, a: Matrix<T>, x: &[T], y: &mut [f64]) -> Result<()> {
    match a.steps() {
        (row_step, 1) => {
            dispatch!(exec.level(), simd => add_rows_times(simd, (a.data(), row_step), x, y));
        }
        (1, column_step) => {
            for (index, y) in y.chunks_mut(GEMV_ROWS).enumerate() {
                let columns = (&a.data()[index * GEMV_ROWS..], column_step);
                dispatch!(exec.level(), simd => add_columns_times(simd, columns, x, y));
            }
        }
        (row_step, column_step) => {
            let mut row = filled(x.len(), T::ZERO)?;
            for (i, y) in y.chunks_exact_mut(1).enumerate() {
                for (k, to) in row.iter_mut().enumerate() {
                    *to = a.data()[i * row_step + k * column_step];
                }
                dispatch!(exec.level(), simd => add_rows_times(simd, (&row, 0), x, y));
            }
        }
    }
    Ok(())
}
