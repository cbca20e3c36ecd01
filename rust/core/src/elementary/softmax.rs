//! The softmax along one axis.
//!
//! The argument is copied to the output a piece at a time and worked on there, in cache. Pieces are
//! whole rows; parts of a row that is longer than a piece, three times over (largest value, exponentials
//! and their sum, division); or, along another axis than the last, strips of columns (`simd/softmax.rs`),
//! and where those are tall, rows of all columns, three times over, too.

use fearless_simd::dispatch;

use super::elementwise::same_length;
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::simd::function::Elementary;
use crate::simd::softmax::{
    COLUMNS, Sum, exponentials, exponentials_columns, largest, largest_columns, scale,
    scale_columns, softmax_columns, softmax_rows,
};
use crate::{Error, Exec, Result, Work};

/// Elements of a piece: three passes over 128 KB of doubles come from the second cache.
const PIECE: usize = 1 << 14;

/// Rows from which a strip is tall: no longer in cache, and a millisecond of work.
const TALL: usize = 1 << 10;

/// Rows of a piece of a tall block at least: what is kept of each of its columns is little beside it.
const ROWS_MIN: usize = 64;

/// Slices of `len` elements, `step` apart; `step` of them begin next to each other.
#[derive(Clone, Copy, Debug)]
pub struct Slices {
    /// Elements that are normalised together.
    pub len: usize,
    /// From one of them to the next.
    pub step: usize,
}

/// The predicted time of [`softmax`].
pub fn softmax_work(n: usize) -> Work {
    Work::new(n, 2.5)
}

/// The softmax of every slice of `x` into `out`; of `None`, of `out` itself. Empty slices: nothing.
pub fn softmax<T: Elementary>(
    exec: &Exec,
    x: Option<&[T]>,
    slices: Slices,
    out: &mut [T],
) -> Result<()> {
    same_length(x, out)?;
    let Slices { len, step } = slices;
    if out.is_empty() {
        Ok(())
    } else if step > 1 {
        strips(exec, x, slices, out)
    } else if len <= PIECE {
        let rows = (PIECE / len).max(1) * len;
        in_pieces(exec, x, rows, out, |piece| {
            dispatch!(exec.level(), simd => softmax_rows(simd, piece, len));
            Ok(())
        })?;
        Ok(())
    } else {
        for (i, out) in out.chunks_exact_mut(len).enumerate() {
            long_row(exec, x.map(|x| &x[i * len..][..len]), out)?;
        }
        Ok(())
    }
}

/// A row in pieces that threads share.
fn long_row<T: Elementary>(exec: &Exec, x: Option<&[T]>, out: &mut [T]) -> Result<()> {
    let maxima = in_pieces(exec, x, PIECE, out, |piece| {
        Ok(dispatch!(exec.level(), simd => largest(simd, piece)))
    })?;
    let best = maxima.into_iter().fold(-T::INFINITY, |a, b| if b > a { b } else { a });
    let sums = in_pieces(exec, None, PIECE, out, |piece| {
        Ok(dispatch!(exec.level(), simd => exponentials(simd, piece, best)))
    })?;
    let reciprocal = sums.into_iter().fold(Sum::ZERO, Sum::merge).reciprocal();
    in_pieces(exec, None, PIECE, out, |piece| {
        dispatch!(exec.level(), simd => scale(simd, piece, reciprocal));
        Ok(())
    })?;
    Ok(())
}

/// Down the columns: of many small blocks of `len` rows a piece at a time, of a large one a strip.
fn strips<T: Elementary>(
    exec: &Exec,
    x: Option<&[T]>,
    Slices { len, step }: Slices,
    out: &mut [T],
) -> Result<()> {
    let block = len * step;
    if block <= PIECE {
        let blocks = PIECE / block * block;
        in_pieces(exec, x, blocks, out, |piece| {
            for block in piece.chunks_exact_mut(block) {
                for mut rows in strips_of(block, step)? {
                    dispatch!(exec.level(), simd => softmax_columns::<_, T, _>(simd, &mut rows));
                }
            }
            Ok(())
        })?;
        return Ok(());
    }
    for (i, out) in out.chunks_exact_mut(block).enumerate() {
        let x = x.map(|x| &x[i * block..][..block]);
        if len > TALL {
            tall(exec, x, step, out)?;
            continue;
        }
        exec.map_items(strips_of(out, step)?, |strip, mut rows| {
            if let Some(x) = x {
                for (row, x) in rows.iter_mut().zip(x.chunks_exact(step)) {
                    row.copy_from_slice(&x[strip * COLUMNS..][..row.len()]);
                }
            }
            dispatch!(exec.level(), simd => softmax_columns::<_, T, _>(simd, &mut rows));
            Ok(())
        })?;
    }
    Ok(())
}

/// Down the columns of a block of many rows, a piece of which holds all columns.
fn tall<T: Elementary>(exec: &Exec, x: Option<&[T]>, step: usize, out: &mut [T]) -> Result<()> {
    let size = (PIECE / step).max(ROWS_MIN) * step;
    let maxima = in_pieces(exec, x, size, out, |piece| {
        let mut best = filled(step, T::ZERO)?;
        dispatch!(exec.level(), simd => largest_columns(simd, piece, &mut best));
        Ok(best)
    })?;
    let mut best = filled(step, -T::INFINITY)?;
    for part in maxima {
        best.iter_mut().zip(part).for_each(|(a, b)| *a = if b > *a { b } else { *a });
    }
    let parts = in_pieces(exec, None, size, out, |piece| {
        let mut sums = filled(step, Sum::ZERO)?;
        dispatch!(exec.level(), simd => exponentials_columns(simd, piece, &best, &mut sums));
        Ok(sums)
    })?;
    let mut sums = filled(step, Sum::ZERO)?;
    for part in parts {
        sums.iter_mut().zip(part).for_each(|(a, b)| *a = a.merge(b));
    }
    let [mut high, mut low] = [filled(step, T::ZERO)?, filled(step, T::ZERO)?];
    for (sum, (high, low)) in sums.into_iter().zip(high.iter_mut().zip(&mut low)) {
        [*high, *low] = sum.reciprocal();
    }
    in_pieces(exec, None, size, out, |piece| {
        dispatch!(exec.level(), simd => scale_columns(simd, piece, [&high, &low]));
        Ok(())
    })?;
    Ok(())
}

/// Rows of `step` elements, cut into strips of [`COLUMNS`] columns.
fn strips_of<T>(block: &mut [T], step: usize) -> Result<Vec<Vec<&mut [T]>>> {
    let (n_rows, n_strips) = (block.len() / step, step.div_ceil(COLUMNS));
    let bytes = n_rows.saturating_mul(n_strips).saturating_mul(size_of::<&mut [T]>());
    let mut strips: Vec<Vec<&mut [T]>> = Vec::new();
    for _ in 0..n_strips {
        let mut strip = Vec::new();
        strip.try_reserve_exact(n_rows).map_err(|_| Error::Memory { bytes })?;
        strips.push(strip);
    }
    for row in block.chunks_exact_mut(step) {
        for (strip, part) in strips.iter_mut().zip(row.chunks_mut(COLUMNS)) {
            strip.push(part);
        }
    }
    Ok(strips)
}

/// `task` on every piece of `out`, into which `x` is copied first.
fn in_pieces<T: Elementary, R: Send>(
    exec: &Exec,
    x: Option<&[T]>,
    size: usize,
    out: &mut [T],
    task: impl Fn(&mut [T]) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let chunks = Chunks::new(out.len(), size);
    exec.map_items(out.chunks_mut(size).collect(), |index, piece: &mut [T]| {
        if let Some(x) = x {
            piece.copy_from_slice(&x[chunks.range(index)]);
        }
        task(piece)
    })
}
