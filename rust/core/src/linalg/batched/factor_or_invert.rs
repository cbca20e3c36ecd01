//! What makes one small matrix of another: the lower factor of `A = L L^T`, or the inverse.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::groups::{Fault, Group, systems_per_task, vectors};
use super::{Operand, order};
use crate::simd::lanes::{factor_lanes, gather, invert_lanes, lanes, not_finite, scatter, stride};
use crate::{Error, Exec, Real, Result};

/// What is made of each matrix.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Make {
    Factor,
    Inverse,
}

/// The lower factors of `a`, of which the lower triangles are read, into `out`.
pub fn cholesky_batched<T: Real>(exec: &Exec, a: Operand<'_, T>, out: &mut [T]) -> Result<()> {
    all(exec, Make::Factor, a, out)
}

/// The inverses of `a` into `out`.
pub fn inv_batched<T: Real>(exec: &Exec, a: Operand<'_, T>, out: &mut [T]) -> Result<()> {
    all(exec, Make::Inverse, a, out)
}

fn all<T: Real>(exec: &Exec, make: Make, a: Operand<'_, T>, out: &mut [T]) -> Result<()> {
    let n = order(a.name, a.shape)?;
    if out.len() != a.data.len() {
        return Err(Error::shape(format!("out must be as large as {}", a.name)));
    }
    if out.is_empty() {
        return Ok(());
    }
    let size = systems_per_task(n);
    exec.map_items(out.chunks_mut(size * n * n).collect(), |task, out| {
        let mut scratch = vectors(exec.level(), n * stride(n) + n)?;
        let systems = task * size..task * size + out.len() / (n * n);
        dispatch!(exec.level(), simd => some(simd, make, n, a.data, systems, out, &mut scratch))
            .map_err(|fault| match make {
                Make::Factor => a.error(fault, "not positive definite", true),
                Make::Inverse => a.error(fault, "singular", false),
            })
    })?;
    Ok(())
}

#[simd]
fn some<S: Simd, T: Real>(
    simd: S,
    make: Make,
    n: usize,
    a: &[T],
    systems: Range<usize>,
    out: &mut [T],
    scratch: &mut [T],
) -> std::result::Result<(), Fault> {
    let len = lanes::<S, T>();
    let (matrices, pivots) = scratch.split_at_mut(n * stride(n) * len);
    for (group, out) in Group::all(systems, len).zip(out.chunks_mut(len * n * n)) {
        gather(simd, a, &group.starts(n * n), [n, n], matrices);
        let not_finite = not_finite(simd, matrices, [n, n], make == Make::Factor);
        let fails = match make {
            Make::Factor => factor_lanes(simd, n, matrices, pivots),
            Make::Inverse => invert_lanes(simd, n, matrices, pivots),
        };
        group.verdict(not_finite, fails)?;
        scatter(simd, matrices, [n, n], out);
    }
    Ok(())
}
