//! The cells of a block of samples.
//!
//! The simple loop, over the axes of a sample:
//! ```text
//! bin = the last i with edges[i] <= x (the last bin closed);   cell = cell * n_bins + bin
//! ```
//! 1. On an axis of equal bins, with `s` and `c` such that `s x + c` is 0 and `n` at its ends,
//!    ```text
//!    bin = floor(s x + c - margin),   edge = floor(s x + c + margin)
//!    ```
//!    differ only where `x` is within rounding of an edge: those lanes alone (few, unless data lie on the
//!    edges) are compared with it. Five operations and two comparisons an axis.
//! 2. Cells stay in a register from axis to axis; infinity is sticky for what is outside.
//! 3. Between given edges bins are searched for first; their middles then go the same way.
//! 4. Vectors are loaded where the data are; only what does not lie so is copied.
//! 5. The count of a block goes beside the finding of the next (`cells.rs` has the reason).
//!
//! Rejected: axis by axis over a block through a buffer of bins, no faster for fewer operations while each
//! block waited for memory.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::cells::{Axis, Block, Column, MAGIC};
use super::edges;
use super::uniform::{BLOCK, MARGIN_MAX, ROUNDINGS};
use crate::Result;
use crate::numerics::filled;

/// The longest vector of doubles.
const LANES: usize = 8;

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

/// Finds the cells of blocks of samples.
pub(super) struct Finder<'a> {
    sources: Vec<Source<'a>>,
    /// Values that do not lie as vectors load them.
    scratch: Vec<Block>,
    outside: f64,
    /// What is added to the cell of each lane: its own table's place.
    lanes: [f64; LANES],
    /// The cells of the last block.
    pub flat: [u64; BLOCK],
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
        Ok(Self {
            scratch: filled(sources.len(), [0.0; BLOCK])?,
            sources,
            outside: cells as f64,
            lanes: std::array::from_fn(|lane| (lane % n_tables * (cells + 1)) as f64 + MAGIC),
            flat: [0; BLOCK],
        })
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
    let Finder { sources, scratch, outside, lanes, flat } = finder;
    let whole = n == BLOCK;
    for (source, scratch) in sources.iter().zip(scratch.iter_mut()) {
        if source.in_place.is_none() || !whole {
            source.fill(start, n, scratch);
        }
    }
    let len = S::f64s::LEN;
    let splat = |value: f64| S::f64s::splat(simd, value);
    let most = *outside;
    let (zero, infinity, outside) = (splat(0.0), splat(f64::INFINITY), splat(most));
    let origin = splat(MAGIC).to_bits();
    let lanes = S::f64s::from_slice(simd, &lanes[..len]);
    for (vector, place) in flat.chunks_exact_mut(len).enumerate() {
        let at = vector * len;
        let values = |source: &Source, scratch: &Block| match source.in_place {
            Some(x) if whole => S::f64s::from_slice(simd, &x[start + at..start + at + len]),
            _ => S::f64s::from_slice(simd, &scratch[at..at + len]),
        };
        let mut cell = zero;
        let mut near = zero.simd_lt(zero);
        for (source, scratch) in sources.iter().zip(scratch.iter()) {
            let (x, ruler) = (values(source, scratch), &source.ruler);
            let bin = x.mul_add(splat(ruler.scale), splat(ruler.below)).floor();
            let edge = x.mul_add(splat(ruler.scale), splat(ruler.above)).floor();
            let n_bins = splat(source.n_bins);
            near |= bin.simd_lt(edge);
            let inside = bin.simd_ge(zero) & bin.simd_lt(n_bins);
            cell = inside.select(cell.mul_add(n_bins, bin), infinity);
        }
        let near = near.to_bitmask();
        if near != 0 {
            let mut cells = [0.0; LANES];
            cell.store_slice(&mut cells[..len]);
            for lane in (0..len).filter(|lane| near >> lane & 1 != 0) {
                let each = sources.iter().zip(scratch.iter());
                let cell = each.fold(0.0, |cell, (source, scratch)| {
                    cell * source.n_bins + source.bin(values(source, scratch)[lane])
                });
                // Infinity times no bins is not a number, and not the smaller one.
                cells[lane] = cell.min(most);
            }
            cell = S::f64s::from_slice(simd, &cells[..len]);
        }
        if !counts.is_empty() {
            for &cell in &*place {
                counts[cell as usize] += 1;
            }
        }
        let index = (cell.min(outside) + lanes).to_bits() - origin;
        index.store_slice(place);
    }
}
