//! Systems in tasks for the pool, and in groups that fill a vector.

use std::ops::Range;

use fearless_simd::dispatch;

use super::operand::Broadcast;
use crate::numerics::{filled, product};
use crate::simd::Level;
use crate::simd::lanes::{LANES_MAX, lanes_of};
use crate::{Real, Result};

/// Elements of matrices in one task: some 100 microseconds of the cheapest function.
pub(super) const TASK: usize = 1 << 15;

/// Systems of one task, of order `n`: a multiple of every group.
pub(super) fn systems_per_task(n: usize) -> usize {
    (TASK / (n * n)).next_multiple_of(LANES_MAX).max(LANES_MAX)
}

/// As many systems as a vector has lanes.
pub(super) struct Group {
    /// The system in each lane; past the last one, that one again.
    systems: [usize; LANES_MAX],
}

/// What went wrong with the first system for which anything did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    /// System with a NaN or an infinity.
    NotFinite(usize),
    /// System that has no answer.
    Fails(usize),
}

impl Group {
    /// The groups of `systems`, `lanes` wide.
    #[inline(always)]
    pub fn all(systems: Range<usize>, lanes: usize) -> impl Iterator<Item = Self> {
        let end = systems.end;
        systems.step_by(lanes).map(move |first| Self {
            systems: std::array::from_fn(|lane| (first + lane).min(end - 1)),
        })
    }

    /// The same lanes, with the systems of an operand that is repeated.
    #[inline(always)]
    pub fn seen_by(&self, operand: &Broadcast) -> Self {
        Self { systems: self.systems.map(|system| operand.system(system)) }
    }

    /// Where the systems begin in an array of systems of `size` elements.
    #[inline(always)]
    pub fn starts(&self, size: usize) -> [usize; LANES_MAX] {
        self.systems.map(|system| system * size)
    }

    /// From lanes as bits to the first system at fault. What is not finite may fail, too.
    #[inline(always)]
    pub fn verdict(&self, not_finite: u64, fails: u64) -> std::result::Result<(), Fault> {
        let either = not_finite | fails;
        if either == 0 {
            return Ok(());
        }
        let lane = either.trailing_zeros() as usize;
        let system = self.systems[lane];
        Err(if not_finite >> lane & 1 == 1 {
            Fault::NotFinite(system)
        } else {
            Fault::Fails(system)
        })
    }
}

/// Scratch of that many vectors.
pub(super) fn vectors<T: Real>(level: Level, count: usize) -> Result<Vec<T>> {
    let lanes = dispatch!(level, simd => lanes_of::<_, T>(simd));
    filled(product(&[count, lanes])?, T::ZERO)
}
