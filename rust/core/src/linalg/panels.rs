//! Packing of whole matrices, and the cut of a result into tasks.

use std::ops::Range;

use fearless_simd::dispatch;

use super::matrix::Matrix;
use crate::numerics::reserved;
use crate::simd::pack;
use crate::{Exec, Real, Result};

/// Elements one task packs: a quarter of a megabyte of doubles.
const CHUNK: usize = 1 << 15;

/// Packs the rows of a matrix (of at least one column) into panels of `width`, one after the other. The
/// length of `packed` says how many rows there is room for: beyond those of the matrix are zeros, and
/// the last panel may be narrower.
pub(super) fn pack_rows<T: Real>(
    exec: &Exec,
    matrix: Matrix<T>,
    width: usize,
    packed: &mut [T],
) -> Result<()> {
    let depth = matrix.n_columns();
    let (panel, n_rows) = (width * depth, matrix.n_rows());
    let at_once = (CHUNK / panel).max(1);
    exec.map_items(packed.chunks_mut(at_once * panel).collect(), |index, part: &mut [T]| {
        let first = (index * at_once * width).min(n_rows);
        let rows = matrix.block(first..n_rows.min(first + part.len() / depth), 0..depth);
        dispatch!(exec.level(), simd =>
            pack(simd, rows.data(), rows.row_panel(), depth, rows.n_rows(), width, part));
        Ok(())
    })?;
    Ok(())
}

/// A tile of a result: parts of neighbouring rows.
#[derive(Debug)]
pub(super) struct Tile<'a, T> {
    pub first_row: usize,
    pub first_column: usize,
    /// From one row to the next in a part.
    step: usize,
    width: usize,
    /// One part that holds all rows, where no other tile is beside this one; else each row its own.
    parts: Vec<&'a mut [T]>,
}

impl<T> Tile<'_, T> {
    /// Its rows: made by the task that needs them, for those of a tall result are as large as a part of it.
    pub fn rows(&mut self) -> Result<Vec<&mut [T]>> {
        let (step, width) = (self.step, self.width);
        let mut rows = reserved(self.parts.iter().map(|part| part.len().div_ceil(step)).sum())?;
        for part in &mut self.parts {
            rows.extend(part.chunks_mut(step).map(|row| &mut row[..width]));
        }
        Ok(rows)
    }
}

/// `columns` of rows of `step` elements, cut into tiles of at most `height` rows and `width` columns.
pub(super) fn tiles<T>(
    c: &mut [T],
    step: usize,
    columns: Range<usize>,
    height: usize,
    width: usize,
) -> Result<Vec<Tile<'_, T>>> {
    let across = columns.len().div_ceil(width);
    let mut all = reserved(across * c.len().div_ceil(height * step))?;
    for (down, rows) in c.chunks_mut(height * step).enumerate() {
        let at = all.len();
        for first_column in (0..columns.len()).step_by(width) {
            let parts = reserved(if across == 1 { 1 } else { height })?;
            let width = width.min(columns.len() - first_column);
            all.push(Tile { first_row: down * height, first_column, step, width, parts });
        }
        if across == 1 {
            all[at].parts.push(&mut rows[columns.start..]);
            continue;
        }
        for row in rows.chunks_mut(step) {
            let parts = row[columns.clone()].chunks_mut(width);
            all[at..].iter_mut().zip(parts).for_each(|(tile, part)| tile.parts.push(part));
        }
    }
    Ok(all)
}
