//! Many small systems in one call, each of order up to [`MAX_ORDER`].
//!
//! The simple way is a loop over systems, whose inner loops are too short for vectors and whose calls cost
//! as much as their work. Here a group of systems is solved at once, one a lane (`simd/lanes`); tasks
//! of many groups go to the pool. Every system's result depends on itself alone.
//!
//! On one thread a matrix of order 8 has its eigenvectors after 0.6 microseconds (NumPy: 5.8), one of order 32
//! after 16 (75); a factor of order 16 takes 0.2 from the cache (1.0) and 0.45 from memory, whose
//! bandwidth is then the limit (f64, Zen 4). Rejected for that case: writing through a buffer.

mod eigh;
mod factor_or_invert;
mod groups;
mod operand;
mod solve;

pub use eigh::eigh_batched;
pub use factor_or_invert::{cholesky_batched, inv_batched};
pub use operand::Operand;
pub use solve::solve_batched;

use crate::{Error, Result, Work};

/// The largest order: the matrices of a group then fill half the L2 cache, and what libraries lose by
/// small loops they have won back.
pub const MAX_ORDER: usize = 64;

/// Predicted time of `count` systems of order `n`: a cube of `cube` and a square of moving data.
fn work(count: usize, n: usize, cube: f64) -> Work {
    const NS_PER_ELEMENT: f64 = 0.4;
    let n = n as f64;
    Work::new(count, cube * n * n * n + NS_PER_ELEMENT * n * n + 1.0)
}

/// Predicted time of [`cholesky_batched`].
pub fn cholesky_batched_work(count: usize, n: usize) -> Work {
    work(count, n, 0.02)
}

/// Predicted time of [`eigh_batched`].
pub fn eigh_batched_work(count: usize, n: usize) -> Work {
    work(count, n, 0.5)
}

/// Predicted time of [`inv_batched`].
pub fn inv_batched_work(count: usize, n: usize) -> Work {
    work(count, n, 0.13)
}

/// Predicted time of [`solve_batched`] for `k` right-hand sides.
pub fn solve_batched_work(count: usize, n: usize, k: usize) -> Work {
    work(count, n, 0.02 + 0.1 * (k as f64 + 1.0) / (n as f64 + 1.0))
}

/// The order of square matrices of this shape.
fn order(name: &str, shape: &[usize]) -> Result<usize> {
    match *shape {
        [.., rows, n] if rows == n && n <= MAX_ORDER => Ok(n),
        [.., rows, n] if rows == n => Err(Error::shape(format!(
            "{name} must hold matrices of order {MAX_ORDER} at most, got {n}: use numpy.linalg"
        ))),
        _ => Err(Error::shape(format!(
            "{name} must hold square matrices, got shape {}",
            operand::shape_text(shape)
        ))),
    }
}

#[cfg(test)]
mod tests;
