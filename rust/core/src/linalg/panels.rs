//! Packing of whole matrices, and the cut of a result into tasks.

use std::ops::Range;

use fearless_simd::dispatch;

use super::matrix::Matrix;
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
    pub rows: Vec<&'a mut [T]>,
}

/// `columns` of rows of `step` elements, cut into tiles of at most `height` rows and `width` columns.
pub(super) fn tiles<T>(
    c: &mut [T],
    step: usize,
    columns: Range<usize>,
    height: usize,
    width: usize,
) -> Vec<Tile<'_, T>> {
    let across = columns.len().div_ceil(width);
    let mut all = Vec::with_capacity(across * c.len().div_ceil(height * step));
    for (down, rows) in c.chunks_mut(height * step).enumerate() {
        let at = all.len();
        all.extend((0..across).map(|index| Tile {
            first_row: down * height,
            first_column: index * width,
            rows: Vec::with_capacity(height),
        }));
        for row in rows.chunks_mut(step) {
            let parts = row[columns.clone()].chunks_mut(width);
            all[at..].iter_mut().zip(parts).for_each(|(tile, part)| tile.rows.push(part));
        }
    }
    all
}
