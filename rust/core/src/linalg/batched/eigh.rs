//! Eigenvalues and eigenvectors of many small symmetric matrices.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::groups::{Fault, Group, systems_per_task, vectors};
use super::{MAX_ORDER, Operand, order};
use crate::simd::lanes::{
    EIGEN_VECTORS, eigen_lanes, gather, lanes, not_finite, scatter_columns, stride,
};
use crate::{Error, Exec, Real, Result};

/// Eigenvalues of `a`, of which the lower triangles are read, ascending into `w`, eigenvectors into the
/// columns of `v`: the first of the largest elements of each is positive.
pub fn eigh_batched<T: Real>(
    exec: &Exec,
    a: Operand<'_, T>,
    w: &mut [T],
    v: &mut [T],
) -> Result<()> {
    let n = order(a.name, a.shape)?;
    if v.len() != a.data.len() || w.len() * n != v.len() {
        return Err(Error::shape(format!("the results must be as large as {}", a.name)));
    }
    if v.is_empty() {
        return Ok(());
    }
    let size = systems_per_task(n);
    let tasks = w.chunks_mut(size * n).zip(v.chunks_mut(size * n * n));
    exec.map_items(tasks.collect(), |task, (w, v)| {
        let mut scratch = vectors(exec.level(), (2 * stride(n) + 1 + EIGEN_VECTORS) * n)?;
        let systems = task * size..task * size + w.len() / n;
        dispatch!(exec.level(), simd => decompose(simd, n, a.data, systems, [w, v], &mut scratch))
            .map_err(|fault| a.error(fault, "beyond the reach of QL, which did not converge", true))
    })?;
    Ok(())
}

#[simd]
fn decompose<S: Simd, T: Real>(
    simd: S,
    n: usize,
    a: &[T],
    systems: Range<usize>,
    [w, v]: [&mut [T]; 2],
    scratch: &mut [T],
) -> std::result::Result<(), Fault> {
    let len = lanes::<S, T>();
    let (matrices, scratch) = scratch.split_at_mut(n * stride(n) * len);
    let (vectors, scratch) = scratch.split_at_mut(n * stride(n) * len);
    let (values, scratch) = scratch.split_at_mut(n * len);
    let mut order = [0; MAX_ORDER];
    let out = w.chunks_mut(len * n).zip(v.chunks_mut(len * n * n));
    for (group, (w, v)) in Group::all(systems, len).zip(out) {
        gather(simd, a, &group.starts(n * n), [n, n], matrices);
        let not_finite = not_finite(simd, matrices, [n, n], true);
        let converged = eigen_lanes(simd, n, matrices, values, vectors, scratch);
        group.verdict(not_finite, if converged { 0 } else { u64::MAX })?;
        let out = w.chunks_exact_mut(n).zip(v.chunks_exact_mut(n * n));
        for (lane, (w, v)) in out.enumerate() {
            scatter_columns(simd, [values, vectors], lane, &mut order, w, v);
        }
    }
    Ok(())
}
