//! Where helpers wake up: on no CPU that the thread they help is running on.
//!
//! A virtual CPU at rest looks taken to a Linux guest (its time is another's), so that a helper that slept
//! long enough is queued behind the very thread that wakes it, and waits milliseconds until the other CPU
//! takes it over: after a rest a product of 512 x 512 took 5.5 ms instead of 3.2, one of 1,024 x 1,024
//! took 35 instead of 22 (two CPUs). Yielding after the call for help, or between chunks, changed nothing.
//!
//! And where they wait in vain: threads of OpenBLAS spin for a tenth of a second after a call of NumPy, and
//! a helper behind one gets no turn before the clock's next tick. Its caller, who has done all the work
//! by then, would wait for it to see that: 3.6 ms for a product of 256 x 256, instead of 0.6.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::ThreadPool;
use rustix::thread::{CpuSet, Pid, gettid, sched_getaffinity, sched_getcpu, sched_setaffinity};

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
        if self.avoided.swap(cpu, Ordering::Relaxed) != cpu
            && let Some(others) = self.all_but(cpu)
        {
            self.send(&others, |_| true);
        }
    }

    /// Brings the helpers `which` to the calling thread's CPU, which it is about to leave to them.
    pub(super) fn fetch(&self, which: impl Fn(usize) -> bool) {
        let cpu = sched_getcpu();
        if self.all_but(cpu).is_some() {
            let mut here = CpuSet::new();
            here.set(cpu);
            self.send(&here, which);
        }
    }

    /// Sends away again who was fetched.
    pub(super) fn release(&self) {
        self.avoided.store(usize::MAX, Ordering::Relaxed);
        self.keep_off_the_callers_cpu();
    }

    /// The calling thread's CPUs without one, if they are enough for all helpers.
    fn all_but(&self, cpu: usize) -> Option<CpuSet> {
        let mut cpus = sched_getaffinity(None).ok()?;
        cpus.unset(cpu);
        (cpus.count() as usize >= self.helpers.len()).then_some(cpus)
    }

    fn send(&self, cpus: &CpuSet, which: impl Fn(usize) -> bool) {
        for (_, &helper) in self.helpers.iter().enumerate().filter(|&(index, _)| which(index)) {
            let _ = sched_setaffinity(Some(helper), cpus);
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

    #[test]
    fn who_is_fetched_comes_to_the_callers_cpu_until_released() {
        let pool = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let placement = Placement::of(&pool);
        let helpers_cpus = || sched_getaffinity(Some(placement.helpers[0])).unwrap().count();
        let all = sched_getaffinity(None).unwrap().count();
        placement.fetch(|_| false);
        assert_eq!(helpers_cpus(), all);
        placement.fetch(|_| true);
        assert_eq!(helpers_cpus(), 1);
        placement.release();
        assert_eq!(helpers_cpus(), (all - 1).max(1));
    }
}
