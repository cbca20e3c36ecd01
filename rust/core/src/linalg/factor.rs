//! Cholesky's factor and its inverse, of orders that take long: a look at Ctrl-C every few rows.

use fearless_simd::dispatch;

use crate::simd::{FACTOR_ROWS, INVERSE_ROWS, factor_rows, inverse_rows};
use crate::{Exec, Result};

/// Factors `a` in place as `simd/cholesky.rs` does (4,500 columns take seconds); `false` if it is not
/// positive definite.
pub(crate) fn factor(exec: &Exec, size: usize, a: &mut [f64]) -> Result<bool> {
    for top in (0..size).step_by(FACTOR_ROWS) {
        exec.check()?;
        let rows = top..(top + FACTOR_ROWS).min(size);
        if dispatch!(exec.level(), simd => factor_rows(simd, size, a, rows)).is_err() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The inverse of such a factor, into zeros, as `simd/triangular.rs` has it.
pub(crate) fn inverse(
    exec: &Exec,
    size: usize,
    factor: &[f64],
    into: &mut [f64],
    scratch: &mut [f64],
) -> Result<()> {
    for top in (0..size).step_by(INVERSE_ROWS).rev() {
        exec.check()?;
        dispatch!(exec.level(), simd => inverse_rows(simd, size, factor, into, scratch, top));
    }
    Ok(())
}
