//! Where helpers wake up: on no CPU that the thread they help is running on.
//!
//! A virtual CPU at rest looks taken to a Linux guest (its time is another's), so that a helper that slept
//! long enough is queued behind the very thread that wakes it, and waits milliseconds until the other CPU
//! takes it over: after a rest a product of 512 x 512 took 5.5 ms instead of 3.2, one of 1,024 x 1,024
//! took 35 instead of 22 (two CPUs). Yielding after the call for help, or between chunks, changed nothing.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::ThreadPool;
use rustix::thread::{Pid, gettid, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// The helpers of a pool and the CPU they keep off.
#[derive(Debug)]
pub(super) struct Placement {
    helpers: Vec<Pid>,
    avoided: AtomicUsize,
}

impl Placement {
    pub(super) fn of(helpers: &ThreadPool) -> Self {
        Self { helpers: helpers.broadcast(|_| gettid()), avoided: AtomicUsize::new(usize::MAX) }
    }

    /// Sends the helpers to the calling thread's CPUs without the one it runs on, where that leaves one
    /// for each. It is advice: where the operating system refuses, they stay where they are.
    pub(super) fn keep_off_the_callers_cpu(&self) {
        let cpu = sched_getcpu();
        if self.avoided.swap(cpu, Ordering::Relaxed) == cpu {
            return;
        }
        let Ok(mut allowed) = sched_getaffinity(None) else { return };
        allowed.unset(cpu);
        if (allowed.count() as usize) < self.helpers.len() {
            return;
        }
        for &helper in &self.helpers {
            let _ = sched_setaffinity(Some(helper), &allowed);
        }
    }
}

#[cfg(test)]
mod tests {
    use rayon::ThreadPoolBuilder;

    use super::*;

    #[test]
    fn helpers_keep_off_the_callers_cpu_where_there_is_another() {
        let pool = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let placement = Placement::of(&pool);
        let mut allowed = sched_getaffinity(None).unwrap();
        placement.keep_off_the_callers_cpu();
        if allowed.count() > 1 {
            allowed.unset(placement.avoided.load(Ordering::Relaxed));
        }
        assert_eq!(sched_getaffinity(Some(placement.helpers[0])).unwrap(), allowed);
    }

    #[test]
    fn helpers_stay_where_the_caller_has_one_cpu() {
        let pool = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let placement = Placement::of(&pool);
        let allowed = sched_getaffinity(None).unwrap();
        let mut here = allowed;
        here.clear();
        here.set((0..).find(|&cpu| allowed.is_set(cpu)).unwrap());
        sched_setaffinity(None, &here).unwrap();
        placement.keep_off_the_callers_cpu();
        assert_eq!(sched_getaffinity(Some(placement.helpers[0])).unwrap(), allowed);
    }
}
