//! A matrix as iterations see it: what it does to a vector of doubles, whatever its own type is.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::spmm::pieces;
use crate::numerics::{Csr, Indices};
use crate::parallel::Chunks;
use crate::simd::wide::{load_pair, pair_len};
use crate::{Error, Exec, Real, Result, Work};

/// A square matrix, sparse or by rows.
#[derive(Clone, Copy, Debug)]
pub enum Operator<'a, T> {
    /// Checked.
    Sparse(Csr<'a, T>),
    /// `n` rows of `n` elements.
    Dense(&'a [T], usize),
}

impl<T: Real> Operator<'_, T> {
    /// The order.
    pub fn n(&self) -> usize {
        match self {
            Self::Sparse(csr) => csr.n_rows(),
            Self::Dense(_, n) => *n,
        }
    }

    /// The predicted time of one product.
    pub fn work(n: usize, stored: usize) -> Work {
        const NS: f64 = 1.0;
        Work::new(stored.saturating_add(n), NS)
    }

    /// That it is square, with finite elements if dense: a sparse one has been checked.
    pub fn check(&self) -> Result<()> {
        let (n_rows, n_cols) = match self {
            Self::Sparse(csr) => (csr.n_rows(), csr.n_cols()),
            Self::Dense(x, n) => (*n, x.len().checked_div(*n).unwrap_or(0)),
        };
        if n_rows != n_cols {
            return Err(Error::shape(format!("A must be square, got shape ({n_rows}, {n_cols})")));
        }
        Ok(())
    }

    /// `y = A x`.
    pub(super) fn apply(&self, exec: &Exec, x: &[f64], y: &mut [f64]) -> Result<()> {
        match *self {
            Self::Sparse(csr) => {
                exec.map_items(pieces(csr, 1, y), |_, (rows, y)| {
                    dispatch!(exec.level(), simd => sparse(simd, csr, rows, x, y));
                    Ok(())
                })?;
            }
            Self::Dense(a, n) => {
                /// Elements of a chunk: some 20 microseconds.
                const ELEMENTS: usize = 1 << 16;
                let rows = Chunks::new(n, ELEMENTS / n.max(1)).range(0).len().max(1);
                let pairs = a.chunks(rows * n.max(1)).zip(y.chunks_mut(rows)).collect();
                exec.map_items(pairs, |_, (a, y): (&[T], &mut [f64])| {
                    dispatch!(exec.level(), simd => dense(simd, a, x, y));
                    Ok(())
                })?;
            }
        }
        Ok(())
    }
}

#[simd]
fn dense<S: Simd, T: Real>(simd: S, a: &[T], x: &[f64], y: &mut [f64]) {
    for (row, y) in a.chunks_exact(x.len()).zip(y) {
        let mut sums = [S::f64s::splat(simd, 0.0); 2];
        for (a, x) in row.chunks(pair_len::<S>()).zip(x.chunks(pair_len::<S>())) {
            let (a, x) = (load_pair(simd, a), load_pair(simd, x));
            sums = [a[0].mul_add(x[0], sums[0]), a[1].mul_add(x[1], sums[1])];
        }
        *y = (sums[0] + sums[1]).reduce_sum();
    }
}

#[simd]
fn sparse<S: Simd, T: Real>(_simd: S, csr: Csr<T>, rows: Range<usize>, x: &[f64], y: &mut [f64]) {
    for (row, y) in rows.zip(y) {
        let entries = csr.row(row);
        let values = &csr.values()[entries.clone()];
        *y = match csr.indices() {
            Indices::Narrow(cols) => row_dot(&cols[entries], values, x),
            Indices::Wide(cols) => row_dot(&cols[entries], values, x),
        };
    }
}

/// Four chains of sums, for one would wait four cycles an entry.
#[inline(always)]
fn row_dot<T: Real, I: Copy + Into<i64>>(cols: &[I], values: &[T], x: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (cols, last_cols) = cols.as_chunks::<4>();
    let (values, last_values) = values.as_chunks::<4>();
    for (cols, values) in cols.iter().zip(values) {
        for i in 0..4 {
            sums[i] += values[i].to_f64() * x[cols[i].into() as usize];
        }
    }
    for (i, (&col, &value)) in last_cols.iter().zip(last_values).enumerate() {
        sums[i] += value.to_f64() * x[col.into() as usize];
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}
