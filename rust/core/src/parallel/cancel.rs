//! The cancel token: set once the user wants to stop, read by every chunk.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, ThreadId};
use std::time::Instant;

use crate::{Error, Result};

/// A flag that says "stop at the next chunk", and who has to ask for it.
#[derive(Debug, Default)]
pub struct Cancel<'a> {
    set: AtomicBool,
    watch: Option<Watch<'a>>,
}

impl<'a> Cancel<'a> {
    /// A token that is never set.
    pub const fn never() -> Self {
        Self { set: AtomicBool::new(false), watch: None }
    }

    /// A token that is set once `go_on` answers `false`. The thread that makes the token asks it, every
    /// 50 ms, where it checks.
    pub fn watching(go_on: &'a (dyn Fn() -> bool + Sync)) -> Self {
        let (caller, start) = (thread::current().id(), Instant::now());
        let watch = Watch { go_on, caller, start, next: AtomicU64::new(Watch::SLICE) };
        Self { set: AtomicBool::new(false), watch: Some(watch) }
    }

    /// `Err(Interrupted)` once the token is set.
    pub fn check(&self) -> Result<()> {
        if let Some(watch) = &self.watch
            && watch.says_stop()
        {
            self.set.store(true, Ordering::Relaxed);
        }
        if self.set.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
    }
}

/// Whom to ask, from which thread, and when.
struct Watch<'a> {
    go_on: &'a (dyn Fn() -> bool + Sync),
    caller: ThreadId,
    start: Instant,
    /// Milliseconds after `start`.
    next: AtomicU64,
}

impl Watch<'_> {
    /// How often the calling thread looks up, in milliseconds.
    const SLICE: u64 = 50;

    fn says_stop(&self) -> bool {
        let now = self.start.elapsed().as_millis() as u64;
        if now < self.next.load(Ordering::Relaxed) || thread::current().id() != self.caller {
            return false;
        }
        self.next.store(now + Self::SLICE, Ordering::Relaxed);
        !(self.go_on)()
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("caller", &self.caller).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_the_calling_thread_asks_and_not_too_often() {
        let asked = AtomicU64::new(0);
        let go_on = || asked.fetch_add(1, Ordering::Relaxed) < 1;
        let cancel = Cancel::watching(&go_on);
        assert_eq!(cancel.check(), Ok(()));
        assert_eq!(asked.load(Ordering::Relaxed), 0);
        thread::sleep(Duration::from_millis(2 * Watch::SLICE));
        thread::scope(|scope| {
            let other = scope.spawn(|| cancel.check());
            assert_eq!(other.join().unwrap(), Ok(()));
        });
        assert_eq!(asked.load(Ordering::Relaxed), 0);
        assert_eq!((cancel.check(), cancel.check()), (Ok(()), Ok(())));
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        thread::sleep(Duration::from_millis(2 * Watch::SLICE));
        assert_eq!(cancel.check(), Err(Error::Interrupted));
        thread::scope(|scope| {
            let other = scope.spawn(|| cancel.check());
            assert_eq!(other.join().unwrap(), Err(Error::Interrupted));
        });
    }
}
