//! `Exec`: what a kernel is handed to run on.

use fearless_simd::Level;

use super::cancel::Cancel;
use crate::Result;

/// Serial or our pool, a cancel token, and the SIMD level. Kernels go over chunks through the methods
/// in `chunks.rs`; the same bits come out for any number of threads.
#[derive(Clone, Copy, Debug)]
pub struct Exec<'a> {
    pub(super) parallel: bool,
    pub(super) cancel: &'a Cancel,
    level: Level,
}

static NEVER: Cancel = Cancel::new();

impl<'a> Exec<'a> {
    /// Everything on the calling thread, never cancelled.
    pub fn serial(level: Level) -> Exec<'static> {
        Exec { parallel: false, cancel: &NEVER, level }
    }

    /// On the pool this thread belongs to: only [`super::Pool`] makes one.
    pub(super) fn pooled(cancel: &'a Cancel, level: Level) -> Self {
        Self { parallel: true, cancel, level }
    }

    /// The SIMD level to dispatch to: `dispatch!(exec.level(), simd => leaf(simd, ...))`.
    pub fn level(&self) -> Level {
        self.level
    }

    /// `Err(Interrupted)` when the user pressed Ctrl-C. Chunked loops check by themselves; loops over
    /// iterations call this once per iteration.
    pub fn check(&self) -> Result<()> {
        self.cancel.check()
    }
}
