//! The cells of a block of samples.
//!
//! The simple loop, over the axes of a sample:
//! ```text
//! bin = the last i with edges[i] <= x (the last bin closed);   cell = cell * n_bins + bin
//! ```
//! 1. On an axis of equal bins, with `s` and `c` such that `s x + c` is 0 and `n` at its ends, and `M` the
//!    number whose sum is rounded to a whole one,
//!    ```text
//!    bin = s x + (c - margin - 1/2) + M - M,   edge = s x + (c + margin - 1/2) + M - M
//!    ```
//!    differ only where `x` is within rounding of an edge: those lanes alone (few, unless data lie on the
//!    edges) are compared with it.
//! 2. As bits, numbers below 0 and what is not a number are larger than all others: one comparison tells
//!    whether `0 <= bin < n`. Eight operations an axis.
//! 3. Cells stay in registers over the last two axes; axes before those go through a buffer. Infinity is
//!    sticky for what is outside.
//! 4. Between given edges bins are searched for first; their middles then go the same way.
//! 5. Vectors are loaded where the data are; only what does not lie so is copied.
//! 6. The block before is counted beside, eight increments a vector: neither waits for the other's units.
//! 7. The next block is called for, two lines a vector: loads from memory come in a steady flow.
//!
//! 10 M pairs, 100 x 100 bins, on two threads of a Xeon: with floor, a loop over the axes of a vector and no
//! call 14.6 ms; with the call 11.0; rounded by `M` and with the axes in registers 9.9. Counting in a loop of
//! its own, before or behind the finding, takes a tenth to a fifth more of it.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;
use prefetch_index::prefetch_index;

use super::cells::{Axis, Block, Column, MAGIC};
use super::edges;
use super::uniform::{BLOCK, MARGIN_MAX, ROUNDINGS};
use crate::Result;
use crate::numerics::filled;

/// The longest vector of doubles.
const LANES: usize = 8;

/// The sum of this and a number below 2^51 is a whole number.
const WHOLE: f64 = 1.5 * MAGIC;

/// How bins of equal width are computed: `x` is `scale * x + (below or above)` widths beyond the first
/// edge, less or more than the rounding.
#[derive(Clone, Copy)]
struct Ruler {
    scale: f64,
    below: f64,
    above: f64,
}

impl Ruler {
    /// Of the middles of bins of width 1.
    const UNIT: Self = Self { scale: 1.0, below: 0.0, above: 0.0 };

    /// `None` where bins cannot be computed.
    fn of(axis: &Axis) -> Option<Self> {
        let (&first, &last) = (axis.edges.first()?, axis.edges.last()?);
        let (n, width) = (axis.n_bins() as f64, last - first);
        let scale = n / width;
        let reach = first.abs().max(last.abs()) / width;
        let margin = ROUNDINGS * axis.equal? * n * (1.0 + reach);
        let sound = scale.is_finite() && scale >= f64::MIN_POSITIVE && margin <= MARGIN_MAX;
        let offset = -first * scale;
        sound.then_some(Self { scale, below: offset - margin, above: offset + margin })
    }
}

/// A variable and its bins.
struct Source<'a> {
    column: Column<'a>,
    axis: Axis<'a>,
    ruler: Ruler,
    /// Bins are computed, not searched for.
    measured: bool,
    /// The values, where vectors can be loaded from.
    in_place: Option<&'a [f64]>,
    n_bins: f64,
}

impl<'a> Source<'a> {
    fn new(column: Column<'a>, axis: Axis<'a>) -> Self {
        let ruler = Ruler::of(&axis);
        Self {
            column,
            axis,
            ruler: ruler.unwrap_or(Ruler::UNIT),
            measured: ruler.is_some(),
            in_place: column.in_place().filter(|_| ruler.is_some()),
            n_bins: axis.n_bins() as f64,
        }
    }

    /// What the ruler is to measure, for the `n` samples from `start` on.
    fn fill(&self, start: usize, n: usize, out: &mut Block) {
        self.column.gather(start, n, out);
        if !self.measured {
            for x in &mut out[..n] {
                *x = edges::bin(self.axis.edges, *x).map_or(f64::INFINITY, |bin| bin as f64 + 0.5);
            }
        }
    }

    /// The bin of one `x`, of which the ruler cannot tell; infinite outside.
    fn bin(&self, x: f64) -> f64 {
        if !self.measured {
            return x.floor();
        }
        let edges = self.axis.edges;
        let last = edges.len() - 1;
        if !(x >= edges[0] && x <= edges[last]) {
            return f64::INFINITY;
        }
        let edge = ((x * self.ruler.scale + self.ruler.above) as usize).min(last);
        let below = usize::from(x < edges[edge]);
        edge.saturating_sub(below).min(last - 1) as f64
    }
}

/// A variable of a block: its values, and those of the next block where they are known.
#[derive(Clone, Copy)]
struct Line<'a> {
    source: &'a Source<'a>,
    values: &'a [f64],
    next: &'a [f64],
}

/// Cells of a block, as numbers of counts.
struct Cells {
    /// The cell of what is outside.
    outside: f64,
    /// What is added to the cell of each lane: its own table's place.
    lanes: [f64; LANES],
    flat: [u64; BLOCK],
}

/// Finds the cells of blocks of samples.
pub(super) struct Finder<'a> {
    sources: Vec<Source<'a>>,
    /// Values that do not lie as vectors load them.
    scratch: Vec<Block>,
    /// Cells by all axes but the last two.
    before: Block,
    cells: Cells,
}

impl<'a> Finder<'a> {
    /// Cells of lane i are counted in table i % n_tables, of one count a cell and one for what is outside.
    pub fn new(
        columns: &[Column<'a>],
        axes: &[Axis<'a>],
        cells: usize,
        n_tables: usize,
    ) -> Result<Self> {
        let source = |(&column, &axis)| Source::new(column, axis);
        let sources: Vec<_> = columns.iter().zip(axes).map(source).collect();
        let lanes = std::array::from_fn(|lane| (lane % n_tables * (cells + 1)) as f64 + MAGIC);
        Ok(Self {
            scratch: filled(sources.len(), [0.0; BLOCK])?,
            sources,
            before: [0.0; BLOCK],
            cells: Cells { outside: cells as f64, lanes, flat: [0; BLOCK] },
        })
    }

    /// The cells of the last block.
    pub fn found(&self) -> &[u64; BLOCK] {
        &self.cells.flat
    }
}

/// Finds the cells of the `n` samples from `start` on; and counts those of the block before, unless
/// `counts` is empty.
#[simd]
pub(super) fn find<S: Simd>(
    simd: S,
    finder: &mut Finder,
    start: usize,
    n: usize,
    counts: &mut [u16],
) {
    let Finder { sources, scratch, before, cells } = finder;
    let whole = n == BLOCK;
    for (source, scratch) in sources.iter().zip(scratch.iter_mut()) {
        if source.in_place.is_none() || !whole {
            source.fill(start, n, scratch);
        }
    }
    let line = |at: usize| {
        let in_place = sources[at].in_place.filter(|_| whole);
        Line {
            source: &sources[at],
            values: in_place.map_or(&scratch[at], |x| &x[start..start + BLOCK]),
            next: in_place.and_then(|x| x.get(start + BLOCK..)).unwrap_or_default(),
        }
    };
    let n_before = sources.len().saturating_sub(2);
    before.fill(0.0);
    for axis in 0..n_before {
        go_over(simd, line(axis), before);
    }
    match sources.len() - n_before {
        0 => {}
        1 => end(simd, [line(n_before)], before, cells, counts),
        _ => end(simd, [line(n_before), line(n_before + 1)], before, cells, counts),
    }
}

/// Goes on with `cells` over one axis.
#[inline(always)]
fn go_over<S: Simd>(simd: S, line: Line, cells: &mut Block) {
    let len = S::f64s::LEN;
    let ruler = [ruler(simd, line)];
    for at in (0..BLOCK).step_by(len) {
        step(simd, &[line], &ruler, at, cells).store_slice(&mut cells[at..at + len]);
    }
}

/// Goes from the cells `before` over the last `N` axes; and counts what was in `cells`.
#[inline(always)]
fn end<S: Simd, const N: usize>(
    simd: S,
    lines: [Line; N],
    before: &Block,
    cells: &mut Cells,
    counts: &mut [u16],
) {
    let len = S::f64s::LEN;
    let rulers = lines.map(|line| ruler(simd, line));
    let outside = S::f64s::splat(simd, cells.outside);
    let lanes = S::f64s::from_slice(simd, &cells.lanes[..len]);
    let origin = S::f64s::splat(simd, MAGIC).to_bits();
    for (vector, place) in cells.flat.chunks_exact_mut(len).enumerate() {
        let at = vector * len;
        let cell = step(simd, &lines, &rulers, at, before);
        if !counts.is_empty() {
            place.iter().for_each(|&cell| counts[cell as usize] += 1);
        }
        let index = (cell.min(outside) + lanes).to_bits() - origin;
        index.store_slice(place);
    }
}

/// Scale, the offsets below and above, and the number of bins, in all lanes.
type Ruled<S> = [<S as Simd>::f64s; 4];

#[inline(always)]
fn ruler<S: Simd>(simd: S, line: Line) -> Ruled<S> {
    let Source { ruler: Ruler { scale, below, above }, n_bins, .. } = *line.source;
    [scale, below - 0.5, above - 0.5, n_bins].map(|value| S::f64s::splat(simd, value))
}

/// Goes on with the cells of the vector `at` over `N` axes.
#[inline(always)]
fn step<S: Simd, const N: usize>(
    simd: S,
    lines: &[Line; N],
    rulers: &[Ruled<S>; N],
    at: usize,
    before: &Block,
) -> S::f64s {
    let len = S::f64s::LEN;
    let bits = |x: S::f64s| -> S::u64s { x.bitcast() };
    let (zero, whole) = (S::f64s::splat(simd, 0.0), S::f64s::splat(simd, WHOLE));
    let mut cell = S::f64s::from_slice(simd, &before[at..at + len]);
    let mut inside = zero.simd_eq(zero);
    let mut near = bits(zero);
    for (line, &[scale, below, above, n_bins]) in lines.iter().zip(rulers) {
        prefetch_index(line.next, at);
        let x = S::f64s::from_slice(simd, &line.values[at..at + len]);
        let bin = x.mul_add(scale, below) + whole;
        let edge = x.mul_add(scale, above) + whole;
        near |= bits(bin) ^ bits(edge);
        let bin = bin - whole;
        inside &= bits(bin).simd_lt(bits(n_bins));
        cell = cell.mul_add(n_bins, bin);
    }
    let cell = inside.select(cell, S::f64s::splat(simd, f64::INFINITY));
    let sure = near.simd_eq(bits(zero));
    if sure.all_true() {
        return cell;
    }
    let mut cells = [0.0; LANES];
    cell.store_slice(&mut cells[..len]);
    mend(lines, at, sure.to_bitmask(), &before[at..at + len], &mut cells);
    S::f64s::from_slice(simd, &cells[..len])
}

/// Goes on with the `cells` of the vector `at` of which rulers were not `sure`.
#[cold]
fn mend<const N: usize>(
    lines: &[Line; N],
    at: usize,
    sure: u64,
    before: &[f64],
    cells: &mut [f64; LANES],
) {
    for (lane, (cell, &before)) in cells.iter_mut().zip(before).enumerate() {
        if sure >> lane & 1 == 0 {
            *cell = lines.iter().fold(before, |cell, Line { source, values, .. }| {
                // Infinity times no bins is not a number, and infinity the smaller one.
                (cell * source.n_bins + source.bin(values[at + lane])).min(f64::INFINITY)
            });
        }
    }
}
