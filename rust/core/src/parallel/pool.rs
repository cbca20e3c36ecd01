//! Our own pool. Never rayon's global one: that is sized once per process and dies in a fork.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
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
    pub fn run<R: Send>(
        &self,
        level: Level,
        task: impl FnOnce(&Exec) -> Result<R> + Send,
        mut watch: impl FnMut() -> bool,
    ) -> thread::Result<Result<R>> {
        let cancel = Cancel::new();
        let (send, receive) = sync_channel(1);
        self.0.in_place_scope(|scope| {
            let cancel = &cancel;
            scope.spawn(move |_| {
                let exec = Exec::pooled(cancel, level);
                let outcome = catch_unwind(AssertUnwindSafe(|| task(&exec)));
                // The receiver lives until the scope ends, so this cannot fail.
                let _ = send.send(outcome);
            });
            loop {
                match receive.recv_timeout(Self::SLICE) {
                    Ok(outcome) => return outcome,
                    Err(RecvTimeoutError::Timeout) => {
                        if !watch() {
                            cancel.cancel();
                        }
                    }
                    Err(RecvTimeoutError::Disconnected) => {
                        return Err(Box::new("a worker thread ended without an answer"));
                    }
                }
            }
        })
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
