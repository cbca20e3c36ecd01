//! What this machine can do at best, measured: the limits that speeds are compared with.

mod bandwidth;
mod peak;

pub use bandwidth::measure_bandwidth;
pub use peak::{measure_flops, measure_transcendentals};

/// CPUs this process may use: the affinity mask and the cgroup quota count.
pub fn available_parallelism() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
