//! Our own pool. Never rayon's global one: that is sized once per process and dies in a fork.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use fearless_simd::Level;

use super::cancel::Cancel;
use super::exec::Exec;
use crate::Result;

/// A fixed number of worker threads.
#[derive(Debug)]
pub struct Pool(rayon::ThreadPool);

impl Pool {
    /// How often the waiting thread looks up: Ctrl-C is heard within this and one chunk.
    const SLICE: Duration = Duration::from_millis(50);

    /// A pool of `n_threads` workers, or the operating system's reason why not.
    pub fn new(n_threads: usize) -> std::result::Result<Self, String> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .thread_name(|index| format!("mlmath-{index}"))
            .build()
            .map(Self)
            .map_err(|error| error.to_string())
    }

    /// Runs `task` on a worker. The calling thread waits and calls `watch` every 50 ms; when that
    /// answers `false`, the task is cancelled and ends with `Interrupted` at its next chunk.
    ///
    /// The outer error is the payload of a panic inside `task`.
    ///
    /// Calls of several threads share the workers, and one that waits for its last chunk takes up
    /// other work meanwhile: a short call can come to wait for a long one.
    pub fn run<R: Send>(
        &self,
        level: Level,
        task: impl FnOnce(&Exec) -> Result<R> + Send,
        mut watch: impl FnMut() -> bool,
    ) -> thread::Result<Result<R>> {
        let cancel = Cancel::new();
        let answer = Answer::new();
        self.0.in_place_scope(|scope| {
            let (cancel, answer) = (&cancel, &answer);
            scope.spawn(move |_| {
                let exec = Exec::pooled(cancel, level);
                answer.give(catch_unwind(AssertUnwindSafe(|| task(&exec))));
            });
            // Wakes all workers from here. Left to wake each other, two often start on one CPU, and
            // the scheduler takes milliseconds to part them: a call after a pause took twice as long.
            // Detached, for the call must not wait for workers that are busy with another one.
            self.0.spawn_broadcast(|_| {});
            loop {
                if let Some(outcome) = answer.wait(Self::SLICE) {
                    return outcome;
                }
                if !watch() {
                    cancel.cancel();
                }
            }
        })
    }
}

/// Where a worker leaves its answer. Waiting sleeps at once: a thread that spins first (as channels
/// do) keeps the CPU that a worker should start on.
struct Answer<A> {
    place: Mutex<Option<A>>,
    given: Condvar,
}

impl<A> Answer<A> {
    fn new() -> Self {
        Self { place: Mutex::new(None), given: Condvar::new() }
    }

    fn give(&self, answer: A) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        self.given.notify_one();
    }

    /// The answer, or `None` when there is none within `slice`.
    fn wait(&self, slice: Duration) -> Option<A> {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.given.wait_timeout_while(place, slice, |place| place.is_none());
        waited.unwrap_or_else(PoisonError::into_inner).0.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::parallel::Chunks;

    fn pool() -> Pool {
        Pool::new(3).unwrap()
    }

    #[test]
    fn many_chunks_come_back_in_order() {
        let squares = pool().run(
            Level::baseline(),
            |exec| exec.map_chunks(Chunks::new(1000, 1), |i, _| Ok(i * i)),
            || true,
        );
        assert_eq!(squares.unwrap(), Ok((0..1000).map(|i| i * i).collect::<Vec<_>>()));
    }

    #[test]
    fn a_cancelled_task_ends() {
        let outcome = pool().run(
            Level::baseline(),
            |exec| loop {
                exec.check()?;
                thread::sleep(Duration::from_millis(1));
            },
            || false,
        );
        let outcome: Result<()> = outcome.unwrap();
        assert_eq!(outcome, Err(Error::Interrupted));
    }

    #[test]
    fn a_busy_worker_holds_nobody_up() {
        let pool = pool();
        let (done, wait) = std::sync::mpsc::channel::<()>();
        pool.0.spawn(move || assert!(wait.recv().is_err()));
        let squares = pool.run(
            Level::baseline(),
            |exec| exec.map_chunks(Chunks::new(100, 1), |i, _| Ok(i * i)),
            || true,
        );
        assert_eq!(squares.unwrap().map(|squares| squares.len()), Ok(100));
        drop(done);
    }

    #[test]
    fn a_panic_is_caught_and_the_pool_lives() {
        let pool = pool();
        let outcome = pool.run(
            Level::baseline(),
            |exec| {
                exec.map_chunks(Chunks::new(8, 1), |_, _| -> Result<()> { panic!("on purpose") })
            },
            || true,
        );
        assert!(outcome.is_err());
        assert_eq!(pool.run(Level::baseline(), |_| Ok(7), || true).unwrap(), Ok(7));
    }
}
