//! A kd-tree without pointers.
//!
//! ```text
//! split(points): if they fit a leaf, stop; else halve them along the longest side of their cell
//! ```
//! 1. Halves differ by one point at most, so the tree is a heap: the children of node i are 2i + 1 and
//!    2i + 2, and the leaves are the last level. It depends on nothing but the points.
//! 2. A leaf keeps its points column by column, padded with NaN, which no comparison lets in: a vector
//!    of distances takes one subtraction and one maximum a dimension.
//! 3. Nodes keep the tight box around their points, so that searches turn back early.
//! 4. Of equal coordinates the others decide the half: points that coincide are parted by one cut of a
//!    node at most, and so fill few nodes, which are counted whole.

use super::boxes::{larger, smaller};
use super::line::ascending;
use crate::numerics::{filled, product, reserved};
use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result};

/// Points a leaf holds at most: four vectors of doubles with AVX-512, eight with AVX2.
pub const LEAF: usize = 32;

/// Leaves of a task of queries: some 100 microseconds.
pub(super) const LEAVES: usize = 16;

/// Nodes that wait in a search that takes both sides: two a level. 2^64 leaves have 64 levels.
pub(super) const WAITING: usize = 128;

/// Nodes of so many points and more ask for Ctrl-C before they are split.
const CHECKED: usize = 1 << 14;

/// Points of one or more dimensions, for searches in the maximum norm.
#[derive(Clone, Debug)]
pub struct KdTree<T> {
    pub(super) n_dims: usize,
    /// Nodes above the leaves; leaf i is node `n_inner + i`.
    pub(super) n_inner: usize,
    /// Position in the tree -> index of the point.
    pub(super) order: Vec<usize>,
    /// Where the positions of each leaf start, and the end.
    pub(super) starts: Vec<usize>,
    /// Of each node: how many points it holds.
    pub(super) sizes: Vec<usize>,
    /// Of each node: lower bounds, then upper bounds.
    bounds: Vec<T>,
    /// Of each leaf, of each dimension: `LEAF` coordinates.
    leaves: Vec<T>,
}

impl<T: Real> KdTree<T> {
    /// The tree of points given by their columns.
    pub fn new(exec: &Exec, columns: &[&[T]]) -> Result<Self> {
        let n = columns.first().map_or(0, |column| column.len());
        if columns.is_empty() || columns.iter().any(|column| column.len() != n) {
            return Err(Error::shape("points must have columns of one length"));
        }
        let n_leaves = n.div_ceil(LEAF).max(1).next_power_of_two();
        let mut order = reserved(n)?;
        order.extend(0..n);
        let mut starts = reserved(n_leaves + 1)?;
        starts.push(0);
        let mut split = Split { exec, columns, keys: filled(n, (T::ZERO, 0))?, starts };
        let mut cell = split.cell(&order);
        split.split(&mut order, 0, n_leaves, &mut cell)?;
        let starts = split.starts;
        let mut tree = Self {
            n_dims: columns.len(),
            n_inner: n_leaves - 1,
            order,
            starts,
            sizes: filled(2 * n_leaves - 1, 0)?,
            bounds: filled(product(&[2 * n_leaves - 1, 2, columns.len()])?, T::ZERO)?,
            leaves: filled(product(&[n_leaves, columns.len(), LEAF])?, T::NAN)?,
        };
        tree.fill_leaves(columns);
        tree.fill_inner_nodes();
        Ok(tree)
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    pub(super) fn n_leaves(&self) -> usize {
        self.n_inner + 1
    }

    /// One answer a point, `n_leaves` leaves a task: `answer(leaf, point, scratch, out)`.
    pub(super) fn by_leaf<R: Copy + Send + Sync, W>(
        &self,
        exec: &Exec,
        n_leaves: usize,
        empty: R,
        scratch: impl Fn() -> Result<W> + Sync,
        answer: impl Fn(usize, &mut [T], &mut W, &mut [R]) + Sync,
    ) -> Result<Vec<R>> {
        let tasks = exec.map_chunks(Chunks::new(self.n_leaves(), n_leaves), |_, leaves| {
            let n = self.starts[leaves.end] - self.starts[leaves.start];
            let (mut answers, mut point) = (filled(n, empty)?, filled(self.n_dims, T::ZERO)?);
            let mut scratch = scratch()?;
            let mut rest = answers.as_mut_slice();
            for leaf in leaves {
                let (out, others) = rest.split_at_mut(self.starts[leaf + 1] - self.starts[leaf]);
                rest = others;
                answer(leaf, &mut point, &mut scratch, out);
            }
            Ok(answers)
        })?;
        let mut answers = filled(self.len(), empty)?;
        for (&at, &answer) in self.order.iter().zip(tasks.iter().flatten()) {
            answers[at] = answer;
        }
        Ok(answers)
    }

    #[inline(always)]
    pub(super) fn bounds(&self, node: usize) -> &[T] {
        &self.bounds[node * 2 * self.n_dims..(node + 1) * 2 * self.n_dims]
    }

    /// The coordinates of a leaf, `LEAF` of each dimension.
    #[inline(always)]
    pub(super) fn leaf(&self, leaf: usize) -> &[T] {
        let len = self.n_dims * LEAF;
        &self.leaves[leaf * len..(leaf + 1) * len]
    }

    /// Point `lane` of a leaf.
    #[inline(always)]
    pub(super) fn point(&self, leaf: usize, lane: usize, point: &mut [T]) {
        let coordinates = self.leaf(leaf).iter().skip(lane).step_by(LEAF);
        point.iter_mut().zip(coordinates).for_each(|(out, &x)| *out = x);
    }

    fn fill_leaves(&mut self, columns: &[&[T]]) {
        let n_dims = self.n_dims;
        for leaf in 0..self.n_leaves() {
            let members = &self.order[self.starts[leaf]..self.starts[leaf + 1]];
            let node = self.n_inner + leaf;
            self.sizes[node] = members.len();
            let lanes = self.leaves[leaf * n_dims * LEAF..].chunks_exact_mut(LEAF);
            for (dim, (lanes, column)) in lanes.zip(columns).enumerate() {
                let (mut low, mut high) = (T::INFINITY, -T::INFINITY);
                for (lane, &member) in lanes.iter_mut().zip(members) {
                    *lane = column[member];
                    (low, high) = (smaller(low, *lane), larger(high, *lane));
                }
                self.bounds[node * 2 * n_dims + dim] = low;
                self.bounds[(node * 2 + 1) * n_dims + dim] = high;
            }
        }
    }

    fn fill_inner_nodes(&mut self) {
        let width = 2 * self.n_dims;
        for node in (0..self.n_inner).rev() {
            let (left, right) = (2 * node + 1, 2 * node + 2);
            self.sizes[node] = self.sizes[left] + self.sizes[right];
            for at in 0..width {
                let pair = (self.bounds[left * width + at], self.bounds[right * width + at]);
                let pick = if at < self.n_dims { smaller } else { larger };
                self.bounds[node * width + at] = pick(pair.0, pair.1);
            }
        }
    }
}

/// The recursion that orders points.
struct Split<'a, T> {
    exec: &'a Exec<'a>,
    columns: &'a [&'a [T]],
    /// Scratch: coordinates along the side that is halved, gathered once a node.
    keys: Vec<(T, usize)>,
    starts: Vec<usize>,
}

impl<T: Real> Split<'_, T> {
    /// Lower and upper bound of each dimension.
    fn cell(&self, order: &[usize]) -> Vec<(T, T)> {
        let whole = |column: &&[T]| {
            order.iter().fold((T::INFINITY, -T::INFINITY), |(low, high), &at| {
                (smaller(low, column[at]), larger(high, column[at]))
            })
        };
        self.columns.iter().map(whole).collect()
    }

    /// Orders the points of a node, the first of which has position `start`, into `n_leaves` leaves.
    fn split(
        &mut self,
        order: &mut [usize],
        start: usize,
        n_leaves: usize,
        cell: &mut [(T, T)],
    ) -> Result<()> {
        if n_leaves == 1 {
            self.starts.push(start + order.len());
            return Ok(());
        }
        if order.len() >= CHECKED {
            self.exec.check()?;
        }
        let longest = (1..cell.len()).fold(0, |best, dim| {
            if cell[dim].1 - cell[dim].0 > cell[best].1 - cell[best].0 { dim } else { best }
        });
        let half = order.len() / 2;
        let kept = cell[longest];
        let keys = &mut self.keys[..order.len()];
        let columns = self.columns;
        let keyed = keys.iter_mut().zip(&*order);
        keyed.for_each(|(key, &at)| *key = (columns[longest][at], at));
        keys.select_nth_unstable_by(half, |a, b| {
            columns.iter().fold(ascending(&a.0, &b.0), |order, column| {
                order.then_with(|| ascending(&column[a.1], &column[b.1]))
            })
        });
        order.iter_mut().zip(&*keys).for_each(|(at, key)| *at = key.1);
        let middle = keys[half].0;
        let (left, right) = order.split_at_mut(half);
        cell[longest].1 = middle;
        self.split(left, start, n_leaves / 2, cell)?;
        cell[longest] = (middle, kept.1);
        self.split(right, start + half, n_leaves / 2, cell)?;
        cell[longest] = kept;
        Ok(())
    }
}
