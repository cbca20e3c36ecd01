//! Threads, behind one handle: a kernel sees [`Exec`] and nothing else.

mod cancel;
mod chunks;
mod exec;
#[cfg(target_os = "linux")]
mod placement;
mod pool;
mod work;

pub use cancel::Cancel;
pub use chunks::Chunks;
pub use exec::Exec;
pub use pool::Pool;
pub use work::Work;
