//! Sums over every slice of any terms of two arrays: what the divergences without a kernel of their own
//! stand on.
//!
//! The simple loop: `for slice: for (p, q) in slice: sums += term(p, q, what is known of the slice)`.
//! 1. A slice is read again for every round (masses, then terms), which is less than a logarithm costs.
//! 2. Terms are written once, over vectors; `slices.rs` finds the vectors, along or across slices.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::domain::invalid_element;
use super::pieces::{Panel, Run, Slices};
use super::slices::{Functional, SHORT, for_each_slice};
use crate::numerics::filled;
use crate::simd::Level;
use crate::simd::wide::{PAIR_MAX, load_pair, pair_len};
use crate::{Error, Exec, Real, Result};

/// Values of each array that are copied at once where they are not neighbours: 16 KB of doubles together.
const BLOCK: usize = 1024;

/// `K` sums over the elements of a slice of which `M` numbers are known.
pub(super) trait Fold<const M: usize, const K: usize>: Sync {
    /// The sums with one element a lane more. Lanes without one have zeros, which must change nothing.
    fn add<S: Simd>(
        &self,
        simd: S,
        sums: [S::f64s; K],
        element: [S::f64s; 2],
        known: [S::f64s; M],
    ) -> [S::f64s; K];

    /// The sums of two pieces together.
    fn merge(&self, a: [f64; K], b: [f64; K]) -> [f64; K] {
        std::array::from_fn(|i| a[i] + b[i])
    }

    /// Whether all elements were in the domain.
    fn is_valid(&self, _sums: [f64; K]) -> bool {
        true
    }
}

/// Two arrays of one shape; a single one counts twice.
#[derive(Clone, Copy)]
pub(super) struct Input<'a, T> {
    pub arrays: [&'a [T]; 2],
    pub names: [&'a str; 2],
    pub shape: &'a [usize],
    pub axis: Option<usize>,
}

impl<'a, T: Real> Input<'a, T> {
    /// `p` alone.
    pub fn one(name: &'a str, p: &'a [T], shape: &'a [usize], axis: Option<usize>) -> Self {
        Self { arrays: [p, p], names: [name, name], shape, axis }
    }

    /// `p` and `q`, of equal shapes.
    pub fn two(
        [p, q]: [&'a [T]; 2],
        [shape, shape_q]: [&'a [usize]; 2],
        axis: Option<usize>,
    ) -> Result<Self> {
        if shape != shape_q {
            return Err(Error::shape(format!(
                "p and q must have the same shape, got {shape:?} and {shape_q:?}"
            )));
        }
        Ok(Self { arrays: [p, q], names: ["p", "q"], shape, axis })
    }

    /// How many slices there are.
    pub fn n_slices(&self) -> Result<usize> {
        Ok(Slices::new(self.shape, self.axis)?.count())
    }

    /// The sums of every slice.
    pub fn fold<F: Fold<M, K>, const M: usize, const K: usize>(
        &self,
        exec: &Exec,
        fold: &F,
        known: &[[f64; M]],
    ) -> Result<Vec<[f64; K]>> {
        let slices = Slices::new(self.shape, self.axis)?;
        let mut sums = filled(slices.count(), [0.0; K])?;
        let folding = Folding::<T, F, M, K> { input: *self, slices, known, fold };
        for_each_slice(exec, &folding, self.shape, self.axis, &mut sums)?;
        Ok(sums)
    }
}

struct Folding<'a, T, F, const M: usize, const K: usize> {
    input: Input<'a, T>,
    slices: Slices,
    known: &'a [[f64; M]],
    fold: &'a F,
}

/// The sums of a piece.
#[derive(Clone, Copy)]
struct Sums<const K: usize>([f64; K]);

impl<const K: usize> Default for Sums<K> {
    fn default() -> Self {
        Self([0.0; K])
    }
}

impl<T: Real, F: Fold<M, K>, const M: usize, const K: usize> Functional
    for Folding<'_, T, F, M, K>
{
    type Part = Sums<K>;
    type Value = [f64; K];

    fn run(&self, level: Level, run: Run) -> Option<Sums<K>> {
        let known = self.known[self.slices.of_element(run.start)];
        let arrays = self.input.arrays;
        let sums = dispatch!(level, simd => of_run(simd, self.fold, arrays, run, known));
        self.fold.is_valid(sums).then_some(Sums(sums))
    }

    fn panel(&self, level: Level, panel: Panel, parts: &mut [Sums<K>]) -> Option<()> {
        let first = self.slices.of_element(panel.start);
        let known = &self.known[first..first + panel.lanes];
        let arrays = self.input.arrays;
        dispatch!(level, simd => self::panel(simd, self.fold, arrays, panel, known, parts));
        parts.iter().all(|part| self.fold.is_valid(part.0)).then_some(())
    }

    fn merge(&self, _level: Level, parts: &[Sums<K>]) -> Sums<K> {
        Sums(parts.iter().fold([0.0; K], |sums, part| self.fold.merge(sums, part.0)))
    }

    fn value(&self, part: Sums<K>) -> [f64; K] {
        part.0
    }

    fn invalid(&self, shape: &[usize]) -> Error {
        let [p, q] = self.input.arrays;
        let [name, name_q] = self.input.names;
        invalid_element(&[(name, p), (name_q, q)], shape)
    }
}

#[simd]
fn of_run<S: Simd, T: Real, F: Fold<M, K>, const M: usize, const K: usize>(
    simd: S,
    fold: &F,
    [p, q]: [&[T]; 2],
    run: Run,
    known: [f64; M],
) -> [f64; K] {
    let zero = S::f64s::splat(simd, 0.0);
    let mut known_lanes = [zero; M];
    for (lanes, known) in known_lanes.iter_mut().zip(known) {
        *lanes = S::f64s::splat(simd, known);
    }
    let [mut p_scratch, mut q_scratch] = [[T::ZERO; BLOCK]; 2];
    let mut total = [0.0; K];
    for block in run.blocks(BLOCK) {
        let p = block.contiguous(p, &mut p_scratch);
        let q = block.contiguous(q, &mut q_scratch);
        let mut sums = [[zero; K]; 2];
        for (p, q) in p.chunks(pair_len::<S>()).zip(q.chunks(pair_len::<S>())) {
            let (p, q) = (load_pair(simd, p), load_pair(simd, q));
            for i in 0..2 {
                sums[i] = fold.add(simd, sums[i], [p[i], q[i]], known_lanes);
            }
        }
        for lane in 0..pair_len::<S>() {
            total = fold.merge(total, of_lane::<S, K>(&sums, lane));
        }
    }
    total
}

#[simd]
fn panel<S: Simd, T: Real, F: Fold<M, K>, const M: usize, const K: usize>(
    simd: S,
    fold: &F,
    [p, q]: [&[T]; 2],
    panel: Panel,
    known: &[[f64; M]],
    parts: &mut [Sums<K>],
) {
    let width = pair_len::<S>();
    let mut scratch = [[T::ZERO; SHORT * PAIR_MAX]; 2];
    for (lane, strip) in panel.strips(width) {
        let known = known_pair(simd, &known[lane..lane + strip.lanes]);
        let parts = &mut parts[lane..lane + strip.lanes];
        if panel.lane_stride == 1 {
            let rows = (0..strip.rows).map(|row| (strip.row(p, row), strip.row(q, row)));
            of_lanes(simd, fold, rows, known, parts);
        } else {
            let [p_scratch, q_scratch] = scratch.each_mut().map(|x| &mut x[..panel.rows * width]);
            strip.transpose(p, width, p_scratch);
            strip.transpose(q, width, q_scratch);
            let rows = p_scratch.chunks_exact(width).zip(q_scratch.chunks_exact(width));
            of_lanes(simd, fold, rows, known, parts);
        }
    }
}

#[inline(always)]
fn of_lanes<'a, S: Simd, T: Real, F: Fold<M, K>, const M: usize, const K: usize>(
    simd: S,
    fold: &F,
    rows: impl Iterator<Item = (&'a [T], &'a [T])>,
    known: [[S::f64s; M]; 2],
    parts: &mut [Sums<K>],
) {
    let mut sums = [[S::f64s::splat(simd, 0.0); K]; 2];
    for (p, q) in rows {
        let (p, q) = (load_pair(simd, p), load_pair(simd, q));
        for i in 0..2 {
            sums[i] = fold.add(simd, sums[i], [p[i], q[i]], known[i]);
        }
    }
    for (lane, part) in parts.iter_mut().enumerate() {
        *part = Sums(of_lane::<S, K>(&sums, lane));
    }
}

/// What is known of neighbouring slices, one a lane; of lanes without a slice, ones.
#[inline(always)]
fn known_pair<S: Simd, const M: usize>(simd: S, known: &[[f64; M]]) -> [[S::f64s; M]; 2] {
    let mut pair = [[S::f64s::splat(simd, 1.0); M]; 2];
    for i in 0..M {
        let mut lanes = [1.0; PAIR_MAX];
        for (lane, known) in lanes.iter_mut().zip(known) {
            *lane = known[i];
        }
        let (low, high) = lanes[..pair_len::<S>()].split_at(S::f64s::LEN);
        pair[0][i] = S::f64s::from_slice(simd, low);
        pair[1][i] = S::f64s::from_slice(simd, high);
    }
    pair
}

#[inline(always)]
fn of_lane<S: Simd, const K: usize>(sums: &[[S::f64s; K]; 2], lane: usize) -> [f64; K] {
    let of_vector = &sums[lane / S::f64s::LEN];
    let mut of_lane = [0.0; K];
    for (sum, lanes) in of_lane.iter_mut().zip(of_vector) {
        *sum = lanes[lane % S::f64s::LEN];
    }
    of_lane
}
