//! Going over the slices of an array along one axis, in pieces of fixed size, without copying it.
//!
//! An array of shape (outer, len, inner) in C order has outer x inner slices of `len` elements. Where
//! inner is 1 a slice is a run of memory and vectors lie along it; else vectors lie across slices, in
//! panels. What does not lie right is copied through a scratch of the size of the L1 cache: short runs
//! (two classes, say) into panels, long slices of which few lie side by side into runs.

use std::ops::Range;

use super::pieces::{Panel, Run, Slices};
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::simd::Level;
use crate::{Error, Exec, Result};

/// Elements of one task: a megabyte of doubles, some 100 microseconds.
const RUN: usize = 1 << 17;

/// Rows that a panel reads twice: with a pair of vectors across they fit the L2 cache.
const ROWS: usize = 256;

/// Slices side by side in one panel: a multiple of every vector pair, 512 bytes of doubles.
const TILE: usize = 64;

/// Slices up to this length go into panels, where none has to reduce vectors: 2.0 ns a value at 128, and
/// as much in a run; at 192 a run takes 1.5.
pub(super) const SHORT: usize = 128;

/// Fewer slices side by side than this leave most lanes of a panel empty.
const NARROW: usize = 8;

/// A functional of distributions that can be computed in pieces.
pub(super) trait Functional: Sync {
    /// What is known of a piece of a slice.
    type Part: Copy + Default + Send + Sync;
    /// What is to be known of a slice.
    type Value: Copy + Send;
    /// The part of a run, all of one slice; `None` when there is an invalid element.
    fn run(&self, level: Level, run: Run) -> Option<Self::Part>;
    /// A part for each lane of a panel; `None` when there is an invalid element.
    fn panel(&self, level: Level, panel: Panel, parts: &mut [Self::Part]) -> Option<()>;
    /// The part of pieces together.
    fn merge(&self, level: Level, parts: &[Self::Part]) -> Self::Part;
    /// The functional of a whole slice; an empty one has the default part.
    fn value(&self, part: Self::Part) -> Self::Value;
    /// The error that names the first invalid element of an array of this shape.
    fn invalid(&self, shape: &[usize]) -> Error;
}

/// The functional of every slice along `axis` (`None`: of all elements), into `out`.
pub(super) fn for_each_slice<F: Functional>(
    exec: &Exec,
    functional: &F,
    shape: &[usize],
    axis: Option<usize>,
    out: &mut [F::Value],
) -> Result<()> {
    let slices = Slices::new(shape, axis)?;
    if out.len() != slices.count() {
        return Err(Error::shape(format!(
            "out must hold {} x {} numbers, got {}",
            slices.outer,
            slices.inner,
            out.len()
        )));
    }
    let Slices { len, inner, .. } = slices;
    if len == 0 {
        out.fill(functional.value(F::Part::default()));
        return Ok(());
    }
    let walk = Walk { exec, functional, len, inner };
    let as_runs = inner < NARROW && len > SHORT;
    let valid = match len {
        RUN.. if as_runs => walk.long_runs(out),
        _ if as_runs => walk.runs(out),
        ROWS.. => walk.tall_columns(out),
        _ => walk.columns(out),
    }?;
    if valid.is_none() { Err(functional.invalid(shape)) } else { Ok(()) }
}

/// `None` when there was an invalid element.
type Valid = Option<()>;

struct Walk<'a, F> {
    exec: &'a Exec<'a>,
    functional: &'a F,
    len: usize,
    inner: usize,
}

impl<F: Functional> Walk<'_, F> {
    /// Each slice a run of several tasks.
    fn long_runs(&self, out: &mut [F::Value]) -> Result<Valid> {
        let pieces = Chunks::new(self.len, RUN);
        let tasks = Chunks::new(product(&[out.len(), pieces.count()])?, 1);
        let parts = self.exec.map_chunks(tasks, |task, _| {
            let (slice, piece) = (task / pieces.count(), task % pieces.count());
            Ok(self.functional.run(self.exec.level(), self.run(slice, pieces.range(piece))))
        })?;
        let Some(parts) = parts.into_iter().collect::<Option<Vec<_>>>() else { return Ok(None) };
        for (out, parts) in out.iter_mut().zip(parts.chunks(pieces.count())) {
            *out = self.functional.value(self.functional.merge(self.exec.level(), parts));
        }
        Ok(Some(()))
    }

    /// Several slices a task, each a run.
    fn runs(&self, out: &mut [F::Value]) -> Result<Valid> {
        let slices = RUN / self.len;
        let valid = self.exec.map_items(out.chunks_mut(slices).collect(), |task, out| {
            Ok(out.iter_mut().enumerate().try_for_each(|(slice, out)| {
                let run = self.run(task * slices + slice, 0..self.len);
                let part = self.functional.run(self.exec.level(), run)?;
                *out = self.functional.value(part);
                Some(())
            }))
        })?;
        Ok(valid.into_iter().collect())
    }

    /// Some elements of a slice.
    fn run(&self, slice: usize, elements: Range<usize>) -> Run {
        let (outer, column) = (slice / self.inner, slice % self.inner);
        let start = (outer * self.len + elements.start) * self.inner + column;
        Run { start, len: elements.len(), stride: self.inner }
    }

    /// Slices side by side, each in one panel.
    fn columns(&self, out: &mut [F::Value]) -> Result<Valid> {
        let slices = self.slices_at_once(self.len);
        let valid = self.exec.map_items(out.chunks_mut(slices).collect(), |task, out| {
            Ok(out.chunks_mut(TILE).enumerate().try_for_each(|(tile, out)| {
                let mut parts = [F::Part::default(); TILE];
                let parts = &mut parts[..out.len()];
                self.panels(task * slices + tile * TILE, 0..self.len, parts)?;
                for (out, &part) in out.iter_mut().zip(parts.iter()) {
                    *out = self.functional.value(part);
                }
                Some(())
            }))
        })?;
        Ok(valid.into_iter().collect())
    }

    /// Slices side by side, each in several panels one below the other.
    fn tall_columns(&self, out: &mut [F::Value]) -> Result<Valid> {
        let (n_slices, pieces) = (out.len(), Chunks::new(self.len, ROWS));
        let slices = self.slices_at_once(ROWS);
        let mut parts = filled(product(&[n_slices, pieces.count()])?, F::Part::default())?;
        let tasks = parts.chunks_mut(n_slices).enumerate().flat_map(|(piece, parts)| {
            parts.chunks_mut(slices).enumerate().map(move |(task, parts)| (piece, task, parts))
        });
        let valid = self.exec.map_items(tasks.collect(), |_, (piece, task, parts)| {
            Ok(self.panels(task * slices, pieces.range(piece), parts))
        })?;
        if valid.into_iter().collect::<Valid>().is_none() {
            return Ok(None);
        }
        self.exec.map_items(out.chunks_mut(TILE).collect(), |tile, out: &mut [F::Value]| {
            let mut of_slice = filled(pieces.count(), F::Part::default())?;
            for (lane, out) in out.iter_mut().enumerate() {
                let column = parts[tile * TILE + lane..].iter().step_by(n_slices);
                for (part, &of_piece) in of_slice.iter_mut().zip(column) {
                    *part = of_piece;
                }
                let whole = self.functional.merge(self.exec.level(), &of_slice);
                *out = self.functional.value(whole);
            }
            Ok(())
        })?;
        Ok(Some(()))
    }

    /// Slices of a task when each has `rows` elements of it.
    fn slices_at_once(&self, rows: usize) -> usize {
        (RUN / rows).next_multiple_of(TILE)
    }

    /// The parts of `rows` of the slices from number `first` on.
    fn panels(&self, first: usize, rows: Range<usize>, parts: &mut [F::Part]) -> Valid {
        let (len, inner) = (self.len, self.inner);
        let mut done = 0;
        while done < parts.len() {
            let slice = first + done;
            let (outer, column) = (slice / inner, slice % inner);
            let side_by_side = if inner == 1 { usize::MAX } else { inner - column };
            let lanes = TILE.min(parts.len() - done).min(side_by_side);
            let panel = Panel {
                start: (outer * len + rows.start) * inner + column,
                rows: rows.len(),
                row_stride: inner,
                lanes,
                lane_stride: if inner == 1 { len } else { 1 },
            };
            self.functional.panel(self.exec.level(), panel, &mut parts[done..done + lanes])?;
            done += lanes;
        }
        Some(())
    }
}
