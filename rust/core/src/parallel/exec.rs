//! `Exec`: what a kernel is handed to run on.

use fearless_simd::Level;

use super::cancel::Cancel;
use super::pool::Pool;
use super::work::Work;
use crate::Result;

/// Serial or with the help of our pool, a cancel token, and the SIMD level. Kernels go over chunks
/// through the methods in `chunks.rs`; the same bits come out for any number of threads.
#[derive(Clone, Copy, Debug)]
pub struct Exec<'a> {
    pub(super) pool: Option<&'a Pool>,
    cancel: &'a Cancel<'a>,
    level: Level,
}

static NEVER: Cancel<'static> = Cancel::never();

impl<'a> Exec<'a> {
    /// Everything on the calling thread, never cancelled.
    pub fn serial(level: Level) -> Exec<'static> {
        Exec { pool: None, cancel: &NEVER, level }
    }

    /// With the help of a pool: only [`Pool::run`] makes one.
    pub(super) fn with(pool: &'a Pool, cancel: &'a Cancel<'a>, level: Level) -> Self {
        Self { pool: Some(pool), cancel, level }
    }

    /// The same, without the pool where there is too little work to wake helpers for.
    pub fn worth(&self, work: Work) -> Self {
        Self { pool: self.pool.filter(|_| !work.is_small()), ..*self }
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
