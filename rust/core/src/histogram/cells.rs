//! Histograms of several variables: the cell of each sample, bit-equal to `numpy.histogramdd`.
//!
//! The simple loop:
//! ```text
//! for each sample: for each axis: bin = the last i with edges[i] <= x (the last bin closed)
//!     flat = flat * n_bins + bin;  counts[flat] += 1 unless one bin is outside
//! ```
//! 1. On an axis of equal bins the bin is computed, a vector at a time; only where the scaled value is
//!    within rounding of a whole number is the value compared with that edge.
//! 2. All arithmetic is in double precision, whatever the data: their values and edges are exact in it.
//! 3. Each axis has one more bin, for what is outside: no branch in the loop; those cells are dropped.
//! 4. A block of 256 samples is binned axis by axis, then counted.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::counts::{LEN_MIN, chunk_len};
use super::edges;
use super::tables::{count_into, n_tables};
use super::uniform::{BLOCK, MARGIN_MAX, ROUNDINGS};
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result, Work};

/// Where the values of one variable are: at `offset`, `offset + stride` ...
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// The array that holds them.
    pub values: Values<'a>,
    /// The first.
    pub offset: usize,
    /// From one to the next.
    pub stride: usize,
}

/// Data of either precision.
#[derive(Clone, Copy, Debug)]
pub enum Values<'a> {
    /// float32
    Single(&'a [f32]),
    /// float64
    Double(&'a [f64]),
}

impl<'a> Column<'a> {
    /// The block of `n` values from `start` on: in place where it is whole, else copied to `scratch`.
    #[inline(always)]
    pub(super) fn block(&self, start: usize, n: usize, scratch: &'a mut Block) -> &'a Block {
        let from = self.offset + start * self.stride;
        match self.values {
            Values::Double(x) => {
                if self.stride == 1
                    && let Some(block) = x[from..].first_chunk()
                {
                    return block;
                }
                gather(&x[from..], self.stride, &mut scratch[..n]);
            }
            Values::Single(x) => gather(&x[from..], self.stride, &mut scratch[..n]),
        }
        scratch
    }
}

#[inline(always)]
fn gather<T: Real>(x: &[T], stride: usize, out: &mut [f64]) {
    if stride == 1 {
        out.iter_mut().zip(x).for_each(|(out, x)| *out = x.to_f64());
    } else {
        out.iter_mut().zip(x.iter().step_by(stride)).for_each(|(out, x)| *out = x.to_f64());
    }
}

/// The bins of one variable.
#[derive(Clone, Copy, Debug)]
pub struct Axis<'a> {
    /// Monotone edges, one more than there are bins.
    pub edges: &'a [f64],
    /// The rounding step relative to which the edges are equally spaced; `None` where they are not.
    pub equal: Option<f64>,
}

/// One number a sample of a block.
pub(super) type Block = [f64; BLOCK];

/// Where a block is worked on.
struct Scratch {
    x: Block,
    bins: Block,
    cell: Block,
}

impl Scratch {
    const EMPTY: Self = Self { x: [0.0; BLOCK], bins: [0.0; BLOCK], cell: [0.0; BLOCK] };
}

/// More cells than this are not exact as a double with the magic number added.
const CELLS_MAX: usize = 1 << 51;

impl Axis<'_> {
    pub(super) fn n_bins(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// `(first, last, scale, margin)` where bins can be computed.
    fn uniform(&self) -> Option<[f64; 4]> {
        let (&first, &last) = (self.edges.first()?, self.edges.last()?);
        let (n, width) = (self.n_bins() as f64, last - first);
        let scale = n / width;
        let reach = first.abs().max(last.abs()) / width;
        let margin = ROUNDINGS * self.equal? * n * (1.0 + reach);
        let sound = scale.is_finite() && scale >= f64::MIN_POSITIVE && margin <= MARGIN_MAX;
        sound.then_some([first, last, scale, margin])
    }

    /// The bin of an `x` within rounding of edge `edge`.
    fn beside(&self, edge: usize, x: f64) -> usize {
        let below = usize::from(x < self.edges[edge]);
        edge.saturating_sub(below).min(self.n_bins() - 1)
    }
}

/// The predicted time of a histogram of `n` samples.
pub fn cells_work(n: usize, axes: &[Axis]) -> Work {
    let ns = |axis: &Axis| match axis.equal {
        Some(_) => 1.0,
        None => 2.0 + 2.0 * (axis.edges.len().max(2) as f64).log2(),
    };
    Work::new(n, 1.0 + axes.iter().map(ns).sum::<f64>())
}

/// The number of cells, with the bins of what is outside.
fn n_cells(axes: &[Axis]) -> Result<usize> {
    let cells = product(&axes.iter().map(|axis| axis.n_bins() + 1).collect::<Vec<_>>())?;
    if cells > CELLS_MAX {
        return Err(Error::domain(format!("there must be at most {CELLS_MAX} bins, got {cells}")));
    }
    Ok(cells)
}

/// Counts of `n` samples in each cell, in C order.
pub fn histogram_cells(
    exec: &Exec,
    n: usize,
    columns: &[Column],
    axes: &[Axis],
    counts: &mut [i64],
) -> Result<()> {
    let cells = n_cells(axes)?;
    let tables = exec.map_chunks(Chunks::new(n, chunk_len(cells)), |_, range| {
        let mut tables = filled(n_tables(cells) * cells, 0_u32)?;
        let (mut flat, mut scratch) = ([0_u64; BLOCK], Scratch::EMPTY);
        for (at, start) in range.clone().step_by(BLOCK).enumerate() {
            if at % (LEN_MIN / BLOCK) == 0 {
                exec.check()?;
            }
            let flat = &mut flat[..BLOCK.min(range.end - start)];
            dispatch!(exec.level(), simd => find(simd, start, columns, axes, &mut scratch, flat));
            count_into(flat, cells, &mut tables, |cell| cell as usize);
        }
        Ok(tables)
    })?;
    counts.fill(0);
    for table in tables.iter().flat_map(|tables| tables.chunks_exact(cells)) {
        each_inside(axes, table, counts, |total, count| *total += i64::from(count));
    }
    Ok(())
}

/// Samples whose cells wait to be summed (8 MB).
const WAVE: usize = 1 << 20;

/// Sums of `weights` in each cell, from left to right as NumPy adds them: cells are found by all
/// threads, sums made by one.
pub fn histogram_cells_weighted(
    exec: &Exec,
    weights: &[f64],
    columns: &[Column],
    axes: &[Axis],
    sums: &mut [f64],
) -> Result<()> {
    let mut table = filled(n_cells(axes)?, 0.0)?;
    for (wave, weights) in weights.chunks(WAVE).enumerate() {
        let mut flat = filled(weights.len(), 0_u64)?;
        exec.map_items(flat.chunks_mut(LEN_MIN).collect(), |chunk, flat| {
            let mut scratch = Scratch::EMPTY;
            for (block, flat) in flat.chunks_mut(BLOCK).enumerate() {
                let start = wave * WAVE + chunk * LEN_MIN + block * BLOCK;
                dispatch!(exec.level(), simd => find(simd, start, columns, axes, &mut scratch, flat));
            }
            Ok(())
        })?;
        flat.iter().zip(weights).for_each(|(&cell, weight)| table[cell as usize] += weight);
    }
    each_inside(axes, &table, sums, |sum, part| *sum = part);
    Ok(())
}

/// `each(inside, cell)` for every cell of `table` that is inside on all axes.
fn each_inside<A, B: Copy>(axes: &[Axis], table: &[B], inside: &mut [A], each: impl Fn(&mut A, B)) {
    let Some((last, outer)) = axes.split_last() else { return };
    if inside.is_empty() {
        return;
    }
    let is_inside = |row: usize| {
        let mut rest = row;
        outer.iter().rev().all(|axis| {
            let bin = rest % (axis.n_bins() + 1);
            rest /= axis.n_bins() + 1;
            bin < axis.n_bins()
        })
    };
    let rows = table.chunks_exact(last.n_bins() + 1).enumerate();
    let kept = rows.filter(|(row, _)| is_inside(*row)).map(|(_, cells)| cells);
    for (inside, cells) in inside.chunks_exact_mut(last.n_bins()).zip(kept) {
        inside.iter_mut().zip(cells).for_each(|(inside, &cell)| each(inside, cell));
    }
}

/// The cells of the samples from `start` on.
#[simd]
fn find<S: Simd>(
    simd: S,
    start: usize,
    columns: &[Column],
    axes: &[Axis],
    scratch: &mut Scratch,
    flat: &mut [u64],
) {
    let Scratch { x, bins, cell } = scratch;
    *cell = [0.0; BLOCK];
    for (column, axis) in columns.iter().zip(axes) {
        bins_of(simd, axis, column.block(start, flat.len(), x), bins);
        let row = (axis.n_bins() + 1) as f64;
        for (cell, bin) in cell.iter_mut().zip(bins.iter()) {
            *cell = *cell * row + bin;
        }
    }
    // Whole numbers below 2^51 lie in the low bits of their sum with this one.
    let magic = f64::INDEX_MAGIC;
    for (flat, cell) in flat.iter_mut().zip(cell.iter()) {
        *flat = (cell + magic).to_bits() - magic.to_bits();
    }
}

/// The bin of each `x`, `n_bins` of those outside.
#[inline(always)]
pub(super) fn bins_of<S: Simd>(simd: S, axis: &Axis, x: &[f64; BLOCK], bins: &mut [f64; BLOCK]) {
    let n_bins = axis.n_bins();
    let Some([first, last, scale, margin]) = axis.uniform() else {
        for (&x, bin) in x.iter().zip(bins) {
            *bin = edges::bin(axis.edges, x).unwrap_or(n_bins) as f64;
        }
        return;
    };
    let splat = |value: f64| S::f64s::splat(simd, value);
    let (outside, first, last) = (splat(n_bins as f64), splat(first), splat(last));
    let (scale, margin) = (splat(scale), splat(margin));
    let len = S::f64s::LEN;
    for (vector, place) in x.chunks_exact(len).zip(bins.chunks_exact_mut(len)) {
        let x = S::f64s::from_slice(simd, vector);
        let inside = x.simd_ge(first) & x.simd_le(last);
        let scaled = (x - first) * scale;
        let nearest = scaled.round_ties_even();
        let near = (scaled - nearest).abs().simd_le(margin) & inside;
        near.select(nearest, inside.select(scaled.floor(), outside)).store_slice(place);
        let mut lanes = near.to_bitmask();
        while lanes != 0 {
            let lane = lanes.trailing_zeros() as usize;
            place[lane] = axis.beside(place[lane] as usize, vector[lane]) as f64;
            lanes &= lanes - 1;
        }
    }
}
