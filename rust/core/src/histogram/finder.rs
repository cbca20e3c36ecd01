//! The cells of a block of samples.
//!
//! The simple loop, over the axes of a sample:
//! ```text
//! bin = the last i with edges[i] <= x (the last bin closed);   cell = cell * n_bins + bin
//! ```
//! 1. On an axis of equal bins, with `s` and `c` such that `s x + c` is 0 and `n` at its ends, and `W` the
//!    number whose sums are whole,
//!    ```text
//!    bin = s x + (c - margin - 1/2) + W - W,   edge = s x + (c + margin - 1/2) + W - W
//!    ```
//!    differ only where `x` is within rounding of an edge: such vectors (few, unless data lie on the edges)
//!    are compared with it.
//! 2. As bits, numbers below 0 and what is not a number are larger than all others: one comparison tells
//!    whether `0 <= bin < n`. Eight operations an axis.
//! 3. Cells stay in registers over the last two axes; axes before those go through a buffer. Infinity is
//!    sticky for what is outside.
//! 4. Between given edges bins are counted or searched for first (`edges.rs`); their middles then go the same
//!    way.
//! 5. Vectors are loaded where the data are; only what does not lie so is copied.
//! 6. The block before is counted beside, eight increments a vector: neither waits for the other's units.
//! 7. The next block is called for, two lines a vector: loads from memory come in a steady flow.
//!
//! 10 M pairs, 100 x 100 bins, on two threads of a Xeon, side by side: with floors and a loop over the axes of
//! a vector 14.6 ms; the next block called for 11.0; rounded by `W` and in registers 8.2. Doubles rounded to
//! 0.125, all on edges: compared by vectors 13.8 ms, one by one 86.7.
//!
//! Rejected: counting in a loop of its own, before or behind the finding (a tenth to a fifth slower); axis by
//! axis over a block (no faster).

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;
use prefetch_index::prefetch_index;

use super::cells::Axis;
use super::column::Column;
use super::edges;
use super::ruler::Ruler;
use crate::numerics::filled;
use crate::{Real, Result};

/// Samples whose cells are found at once: they stay in the L1 cache.
pub(super) const BLOCK: usize = 256;

/// One number a sample of a block.
type Block = [f64; BLOCK];

/// The longest vector of doubles.
const LANES: usize = 8;

/// Whole numbers below 2^51 lie in the low bits of their sum with this one.
const MAGIC: f64 = <f64 as Real>::INDEX_MAGIC;

/// The sum of this and a number below 2^51 is a whole number.
const WHOLE: f64 = 1.5 * MAGIC;

/// A variable and its bins.
struct Source<'a> {
    column: Column<'a>,
    edges: &'a [f64],
    /// `None`: bins are searched for.
    ruler: Option<Ruler>,
    /// The values, where vectors can be loaded from.
    in_place: Option<&'a [f64]>,
}

impl<'a> Source<'a> {
    fn new(column: Column<'a>, axis: Axis<'a>) -> Self {
        let ruler = Ruler::of(&axis);
        let in_place = column.in_place().filter(|_| ruler.is_some());
        Self { column, edges: axis.edges, ruler, in_place }
    }

    /// What the ruler is to measure, from the sample `start` on.
    #[inline(always)]
    fn fill(&self, start: usize, out: &mut [f64]) {
        self.column.gather(start, out);
        if self.ruler.is_none() {
            edges::to_middles::<BLOCK>(self.edges, out);
        }
    }
}

/// A variable of a block: its values, those of the next block where they are known, and the first edge of
/// each bin where values are to be compared with it.
#[derive(Clone, Copy)]
struct Line<'a> {
    source: &'a Source<'a>,
    firsts: &'a [f64],
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
            source.fill(start, &mut scratch[..n]);
        }
    }
    let line = |at: usize| {
        let in_place = sources[at].in_place.filter(|_| whole);
        Line {
            source: &sources[at],
            firsts: sources[at].ruler.map_or(&[], |_| sources[at].edges),
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
    let ruler = [ruled(simd, line)];
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
    let rulers = lines.map(|line| ruled(simd, line));
    let outside = S::f64s::splat(simd, cells.outside);
    let lanes = S::f64s::from_slice(simd, &cells.lanes[..len]);
    let origin = S::f64s::splat(simd, MAGIC).to_bits();
    for (vector, place) in cells.flat.chunks_exact_mut(len).enumerate() {
        let cell = step(simd, &lines, &rulers, vector * len, before);
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
fn ruled<S: Simd>(simd: S, line: Line) -> Ruled<S> {
    let Ruler { scale, below, above } = line.source.ruler.unwrap_or(Ruler::UNIT);
    let n_bins = line.source.edges.len().saturating_sub(1) as f64;
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
    if near.simd_eq(bits(zero)).all_true() {
        return cell;
    }
    step_by_edges(simd, lines, rulers, at, before)
}

/// The same for a vector with a value within rounding of an edge: compared with it.
#[inline(always)]
fn step_by_edges<S: Simd, const N: usize>(
    simd: S,
    lines: &[Line; N],
    rulers: &[Ruled<S>; N],
    at: usize,
    before: &Block,
) -> S::f64s {
    let len = S::f64s::LEN;
    let bits = |x: S::f64s| -> S::u64s { x.bitcast() };
    let (zero, one) = (S::f64s::splat(simd, 0.0), S::f64s::splat(simd, 1.0));
    let whole = S::f64s::splat(simd, WHOLE);
    let mut cell = S::f64s::from_slice(simd, &before[at..at + len]);
    let mut inside = zero.simd_eq(zero);
    for (line, &[scale, _, above, n_bins]) in lines.iter().zip(rulers) {
        let x = S::f64s::from_slice(simd, &line.values[at..at + len]);
        let bin = x.mul_add(scale, above) + whole;
        let mut firsts = [0; LANES];
        (bits(bin) - bits(whole)).store_slice(&mut firsts[..len]);
        let firsts = firsts.map(|at| line.firsts.get(at as usize).copied().unwrap_or(0.0));
        let first = S::f64s::from_slice(simd, &firsts[..len]);
        let bin = bin - whole;
        let is_closed = bin.simd_eq(n_bins) & x.simd_eq(first);
        let bin = (is_closed | x.simd_lt(first)).select(bin - one, bin);
        inside &= bits(bin).simd_lt(bits(n_bins));
        cell = cell.mul_add(n_bins, bin);
    }
    inside.select(cell, S::f64s::splat(simd, f64::INFINITY))
}
