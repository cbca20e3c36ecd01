//! Our own pool. Never rayon's global one: that is sized once per process and dies in a fork.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fearless_simd::Level;
use rayon::{Scope, ThreadPool, ThreadPoolBuilder};

use super::cancel::Cancel;
use super::exec::Exec;
#[cfg(target_os = "linux")]
use super::placement::Placement;
use crate::Result;

/// A fixed number of threads: the calling one, which works too, and its helpers.
#[derive(Debug)]
pub struct Pool(Option<Helpers>);

#[derive(Debug)]
struct Helpers {
    threads: ThreadPool,
    #[cfg(target_os = "linux")]
    placement: Placement,
}

impl Pool {
    /// A pool of `n_threads`, or the operating system's reason why not.
    pub fn new(n_threads: usize) -> std::result::Result<Self, String> {
        if n_threads <= 1 {
            return Ok(Self(None));
        }
        ThreadPoolBuilder::new()
            .num_threads(n_threads - 1)
            .thread_name(|index| format!("mlmath-{index}"))
            .build()
            .map(|threads| Self(Some(Helpers::of(threads))))
            .map_err(|error| error.to_string())
    }

    /// Runs `task` on the calling thread, its chunks on all. The calling thread asks `go_on` every 50 ms;
    /// when that answers `false`, the task ends with `Interrupted` at its next chunk.
    ///
    /// The outer error is the payload of a panic inside `task`.
    pub fn run<R>(
        &self,
        level: Level,
        task: impl FnOnce(&Exec) -> Result<R>,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> thread::Result<Result<R>> {
        let cancel = Cancel::watching(go_on);
        let exec = Exec::with(self, &cancel, level);
        catch_unwind(AssertUnwindSafe(|| task(&exec)))
    }

    /// Runs `task` for every index below `count`, each on the thread that comes to it first.
    ///
    /// That the calling thread takes its share has two reasons. One thread less is to be woken: where two
    /// were, the scheduler often put both on one CPU and took milliseconds to part them. And a call goes
    /// on while helpers are busy with another one.
    ///
    /// Not generic, so that rayon is compiled once and not for each kernel and type anew: that took half
    /// a megabyte, an eighth of the extension.
    pub(super) fn for_each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        let Some(helpers) = &self.0 else {
            (0..count).for_each(task);
            return;
        };
        helpers.work(&Section::new(count, task, helpers.threads.current_num_threads()));
    }
}

impl Helpers {
    fn of(threads: ThreadPool) -> Self {
        Self {
            #[cfg(target_os = "linux")]
            placement: Placement::of(&threads),
            threads,
        }
    }

    /// Runs a section on the calling thread and on those helpers that come in time.
    #[cfg(target_os = "linux")]
    fn work(&self, section: &Section) {
        self.placement.keep_off_the_callers_cpu();
        let mut all_came = true;
        self.threads.in_place_scope(|scope| {
            section.spread(scope);
            all_came = section.all_have_begun_within(GRACE);
            if !all_came {
                self.placement.fetch(|helper| !section.begun[helper].load(Ordering::Relaxed));
            }
        });
        if !all_came {
            self.placement.release();
        }
    }

    /// Runs a section on the calling thread and on the helpers.
    #[cfg(not(target_os = "linux"))]
    fn work(&self, section: &Section) {
        self.threads.in_place_scope(|scope| section.spread(scope));
    }
}

/// How long a caller whose section is done waits for helpers to wake up before it fetches them.
#[cfg(target_os = "linux")]
const GRACE: Duration = Duration::from_micros(50);

/// Tasks that any thread may take.
struct Section<'a> {
    next: AtomicUsize,
    count: usize,
    task: &'a (dyn Fn(usize) + Sync),
    /// Which helpers have come, and to how many calls for help.
    begun: Vec<AtomicBool>,
    answered: AtomicUsize,
}

thread_local! {
    /// Whether this helper works for one call on top of another's.
    static ASIDE: Cell<bool> = const { Cell::new(false) };
}

impl<'a> Section<'a> {
    /// How long a helper stays with one call while another waits.
    const TURN: Duration = Duration::from_millis(1);

    fn new(count: usize, task: &'a (dyn Fn(usize) + Sync), n_helpers: usize) -> Self {
        let begun = (0..n_helpers).map(|_| AtomicBool::new(false)).collect();
        Self { next: AtomicUsize::new(0), count, task, begun, answered: AtomicUsize::new(0) }
    }

    /// How many helpers there is work for.
    fn calls(&self) -> usize {
        self.begun.len().min(self.count.saturating_sub(1))
    }

    /// Calls for help and works along until all tasks are taken.
    fn spread<'scope>(&'scope self, scope: &Scope<'scope>) {
        for _ in 0..self.calls() {
            scope.spawn(|scope| self.come(scope));
        }
        while self.step() {}
    }

    /// Whether every call for help is answered, or will be in a while.
    #[cfg(target_os = "linux")]
    fn all_have_begun_within(&self, patience: Duration) -> bool {
        let start = Instant::now();
        while self.answered.load(Ordering::Relaxed) < self.calls() {
            if start.elapsed() > patience {
                return false;
            }
            thread::yield_now();
        }
        true
    }

    /// Does one task; `false` when there are none left.
    fn step(&self) -> bool {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        if index < self.count {
            (self.task)(index);
        }
        index < self.count
    }

    /// A helper's answer to a call.
    fn come<'scope>(&'scope self, scope: &Scope<'scope>) {
        if let Some(helper) = rayon::current_thread_index() {
            self.begun[helper].store(true, Ordering::Relaxed);
        }
        self.answered.fetch_add(1, Ordering::Relaxed);
        self.help(scope);
    }

    /// A helper's work. Between tasks it takes a turn for another call that waits, so that no call has to
    /// wait for the end of a longer one.
    fn help<'scope>(&'scope self, scope: &Scope<'scope>) {
        if ASIDE.get() {
            let start = Instant::now();
            while self.step() {
                if start.elapsed() > Self::TURN {
                    return scope.spawn(|scope| self.help(scope));
                }
            }
            return;
        }
        while self.step() {
            ASIDE.set(true);
            rayon::yield_now();
            ASIDE.set(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::Error;
    use crate::parallel::Chunks;

    fn squares(pool: &Pool) -> Vec<usize> {
        let task = |exec: &Exec| exec.map_chunks(Chunks::new(1000, 1), |i, _| Ok(i * i));
        pool.run(Level::baseline(), task, &|| true).unwrap().unwrap()
    }

    #[test]
    fn many_chunks_come_back_in_order() {
        for n_threads in 1..5 {
            let pool = Pool::new(n_threads).unwrap();
            assert_eq!(squares(&pool), (0..1000).map(|i| i * i).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_cancelled_task_ends() {
        for n_threads in [1, 3] {
            let task = |exec: &Exec| -> Result<()> {
                loop {
                    exec.check()?;
                    thread::sleep(Duration::from_millis(1));
                }
            };
            let outcome = Pool::new(n_threads).unwrap().run(Level::baseline(), task, &|| false);
            assert_eq!(outcome.unwrap(), Err(Error::Interrupted));
        }
    }

    #[test]
    fn calls_do_not_wait_for_each_other() {
        let pool = Pool::new(2).unwrap();
        let (begin, begun) = channel();
        let (end, ended) = channel::<()>();
        let ended = std::sync::Mutex::new(ended);
        thread::scope(|scope| {
            let pool = &pool;
            scope.spawn(move || {
                let go_on = || ended.lock().unwrap().try_recv().is_ok();
                let task = |exec: &Exec| {
                    exec.map_chunks(Chunks::new(1_000_000, 1), |i, _| {
                        if i == 10 {
                            begin.send(()).unwrap();
                        }
                        thread::sleep(Duration::from_micros(100));
                        Ok(())
                    })
                };
                let outcome = pool.run(Level::baseline(), task, &|| !go_on());
                assert_eq!(outcome.unwrap(), Err(Error::Interrupted));
            });
            begun.recv().unwrap();
            for _ in 0..5 {
                assert_eq!(squares(pool).len(), 1000);
            }
            end.send(()).unwrap();
        });
    }

    #[test]
    fn a_panic_is_caught_and_the_pool_lives() {
        let pool = Pool::new(3).unwrap();
        let outcome = pool.run(
            Level::baseline(),
            |exec| {
                exec.map_chunks(Chunks::new(8, 1), |_, _| -> Result<()> { panic!("on purpose") })
            },
            &|| true,
        );
        assert!(outcome.is_err());
        assert_eq!(squares(&pool).len(), 1000);
    }
}
