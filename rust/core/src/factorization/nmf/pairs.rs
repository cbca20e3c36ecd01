//! Kullback-Leibler with a sparse X: `W H` is needed where X is stored, and its sum.
//!
//! The simple loop:
//! ```text
//! for row w: for (column j, value x) in the row: q = x / (w . h_j);  up += q h_j
//!     w = w * up / (sum over all j of h_j + l1 + l2 w)
//! ```

use fearless_simd::dispatch;
use fearless_simd_macros::simd;

use super::Options;
use super::pointwise::{column_sums, ratio};
use crate::linalg::Matrix;
use crate::numerics::{Csr, filled};
use crate::simd::function::{Elementary, Ln, apply};
use crate::simd::{dot, sum};
use crate::{Exec, Result};

/// The rows, and what becomes of them.
#[derive(Clone, Copy)]
pub(super) struct Entries<'a, T> {
    pub csr: Csr<'a, T>,
    pub k: usize,
    pub options: &'a Options,
}

/// Rows in a task.
const ROWS: usize = 64;

/// Where `w` goes, given `ht`, into `next`; the loss where it is.
pub(super) fn turn<T: Elementary>(
    exec: &Exec,
    entries: Entries<T>,
    (w, ht): (&[T], &[T]),
    next: &mut [T],
) -> Result<f64> {
    let k = entries.k;
    let sums = column_sums(exec, Matrix::new(ht, ht.len() / k, k)?)?;
    let parts = exec.map_items(next.chunks_mut(ROWS * k).collect(), |index, next: &mut [T]| {
        let mut loss = 0.0;
        for (at, next) in next.chunks_exact_mut(k).enumerate() {
            let row = index * ROWS + at;
            let own = &w[row * k..][..k];
            let range = entries.csr.row(row);
            let mut ratios = filled(range.len(), T::ZERO)?;
            let mut logs = filled(range.len(), T::ZERO)?;
            loss += dispatch!(exec.level(), simd => {
                one(simd, entries, range.start, own, (ht, &sums), &mut ratios, next);
                apply::<_, T, Ln>(simd, &ratios, &mut logs);
                let values = &entries.csr.values()[range.clone()];
                let total: f64 = own.iter().zip(&sums).map(|(&w, sum)| w.to_f64() * sum).sum();
                dot(simd, values, &logs) - sum(simd, values) + total
            });
        }
        Ok(loss)
    })?;
    Ok(parts.iter().sum())
}

#[simd]
fn one<S: fearless_simd::Simd, T: Elementary>(
    simd: S,
    Entries { csr, k, options }: Entries<T>,
    start: usize,
    w: &[T],
    (ht, sums): (&[T], &[f64]),
    ratios: &mut [T],
    next: &mut [T],
) {
    next.fill(T::ZERO);
    for (at, q) in ratios.iter_mut().enumerate() {
        let h = &ht[csr.col(start + at) * k..][..k];
        let x = csr.value(start + at);
        *q = ratio(x, T::from_f64(dot(simd, w, h)));
        for (up, &h) in next.iter_mut().zip(h) {
            *up += *q * h;
        }
        // Where a zero is stored, 0 log 0 is 0.
        if x <= T::ZERO {
            *q = T::ONE;
        }
    }
    for ((next, &w), &sum) in next.iter_mut().zip(w).zip(sums) {
        let below = T::from_f64(sum + options.l1 + options.l2 * w.to_f64());
        *next = if below > T::ZERO { w * (*next / below) } else { T::ZERO };
    }
}
