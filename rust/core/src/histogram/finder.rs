//! The cells of a block of samples.
//!
//! The simple loop:
//! ```text
//! for each sample: cell = 0;  for each axis: cell = cell * n_bins + bin
//! ```
//! 1. Bins are computed a vector of samples at a time (`path.rs`); between given edges they are counted or
//!    searched for first (`edges.rs`), and their middles then go the same way.
//! 2. Cells stay in registers over the last two axes; axes before those go through a buffer.
//! 3. Vectors are loaded where the data are; only what does not lie so is copied.
//! 4. The block before is counted beside, a vector at a time: neither waits for the other's units.
//! 5. The next block is called for, a line with each line: loads come in a steady flow.
//!
//! 10 M pairs, 100 x 100 bins, on two threads of a Xeon, in turns: with floors, a loop over the axes of a
//! vector and no call 15.7 ms, as it is 9.4; the call alone takes a quarter off.
//!
//! Rejected: counting in a loop of its own, before or behind the finding (a tenth to a fifth slower); axis by
//! axis over a block (no faster).

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::axis::Axis;
use super::column::Column;
use super::edges;
use super::path::{LANES, Line, MAGIC, Splat, by_rulers};
use super::ruler::Ruler;
use crate::Result;
use crate::numerics::filled;

/// Samples whose cells are found at once: they stay in the L1 cache.
pub(super) const BLOCK: usize = 256;

/// One number a sample of a block.
type Block = [f64; BLOCK];

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
    let line = |axis: usize| {
        let source = &sources[axis];
        let in_place = source.in_place.filter(|_| whole);
        Line {
            values: in_place.map_or(&scratch[axis], |x| &x[start..start + BLOCK]),
            next: in_place.and_then(|x| x.get(start + BLOCK..)).unwrap_or_default(),
            ruler: source.ruler.unwrap_or(Ruler::UNIT),
            edges: source.ruler.map_or(&[], |_| source.edges),
            n_bins: source.edges.len().saturating_sub(1) as f64,
        }
    };
    let n_before = sources.len().saturating_sub(2);
    before.fill(0.0);
    for axis in 0..n_before {
        go_over(simd, line(axis), before);
    }
    match sources.len() - n_before {
        0 => {}
        1 => go_to_end(simd, [line(n_before)], before, cells, counts),
        _ => go_to_end(simd, [line(n_before), line(n_before + 1)], before, cells, counts),
    }
}

/// Goes on with `cells` over one axis.
#[inline(always)]
fn go_over<S: Simd>(simd: S, line: Line, cells: &mut Block) {
    let len = S::f64s::LEN;
    let ruler = [Splat::new(simd, line)];
    for at in (0..BLOCK).step_by(len) {
        by_rulers(simd, &[line], &ruler, at, cells).store_slice(&mut cells[at..at + len]);
    }
}

/// Goes from the cells `before` over the last `N` axes; and counts what was in `cells`.
#[inline(always)]
fn go_to_end<S: Simd, const N: usize>(
    simd: S,
    lines: [Line; N],
    before: &Block,
    cells: &mut Cells,
    counts: &mut [u16],
) {
    let len = S::f64s::LEN;
    let rulers = lines.map(|line| Splat::new(simd, line));
    let outside = S::f64s::splat(simd, cells.outside);
    let lanes = S::f64s::from_slice(simd, &cells.lanes[..len]);
    let origin = S::f64s::splat(simd, MAGIC).to_bits();
    for (vector, place) in cells.flat.chunks_exact_mut(len).enumerate() {
        let cell = by_rulers(simd, &lines, &rulers, vector * len, before);
        if !counts.is_empty() {
            place.iter().for_each(|&cell| counts[cell as usize] += 1);
        }
        let index = (cell.min(outside) + lanes).to_bits() - origin;
        index.store_slice(place);
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::available_levels;

    /// Edges as `numpy.linspace` has them.
    fn equal_edges(first: f64, last: f64, n_bins: usize) -> Vec<f64> {
        let step = (last - first) / n_bins as f64;
        let edges = (0..n_bins).map(|i| i as f64 * step + first);
        edges.chain([last]).collect()
    }

    /// Values on, beside and far from edges.
    fn values(edges: &[f64]) -> Vec<f64> {
        let (first, last) = (edges[0], edges[edges.len() - 1]);
        let far = [f64::NAN, f64::INFINITY, -1e300, 1e300, -0.0, 2.0 * first - last, 3.0 * last];
        let near = edges.iter().flat_map(|edge| [*edge, edge.next_up(), edge.next_down()]);
        let all: Vec<f64> = near.chain(far).collect();
        let n = all.len().max(3 * BLOCK + 77);
        all.into_iter().cycle().take(n).collect()
    }

    #[test]
    fn bins_are_those_of_a_search_at_all_levels() {
        let usual = [(0.0, 1.0, 7), (-3.0, 5.0, 90), (-9.0, -8.0, 100), (1e-300, 3e-300, 9)];
        let barely = [(1e12, 1e12 + 1.0, 128), (-1e14, -1e14 + 16.0, 16), (1e9, 1e9 + 1.0, 99_999)];
        let not = [(1e12, 1e12 + 1.0, 160), (1e15, 1e15 + 4.0, 9)];
        let measured = usual.into_iter().chain(barely).map(|grid| (grid, true));
        for ((first, last, n_bins), is_measured) in measured.chain(not.map(|grid| (grid, false))) {
            let edges = equal_edges(first, last, n_bins);
            let x = values(&edges);
            let axis = Axis { edges: &edges, equal: Some(f64::EPSILON) };
            assert_eq!(Ruler::of(&axis).is_some(), is_measured);
            let some = [first, edges[n_bins / 2], last];
            let given = Axis { edges: &some, equal: None };
            for axes in [vec![axis], vec![axis; 2], vec![axis, given, axis], vec![given, axis]] {
                let cells: usize = axes.iter().map(Axis::n_bins).product();
                let cell = |&x: &f64| {
                    axes.iter().try_fold(0, |cell, axis| {
                        Some(cell * axis.n_bins() + edges::bin(axis.edges, x)?)
                    })
                };
                let want: Vec<u64> = x.iter().map(|x| cell(x).unwrap_or(cells) as u64).collect();
                let columns = vec![Column::of(&x[..]); axes.len()];
                for level in available_levels() {
                    let mut finder = Finder::new(&columns, &axes, cells, 1).unwrap();
                    for start in (0..x.len()).step_by(BLOCK) {
                        let n = BLOCK.min(x.len() - start);
                        dispatch!(level, simd => find(simd, &mut finder, start, n, &mut []));
                        assert_eq!(
                            finder.found()[..n],
                            want[start..start + n],
                            "{first} {level:?}"
                        );
                    }
                }
            }
        }
    }
}
