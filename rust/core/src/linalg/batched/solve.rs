//! Many small symmetric positive definite systems of equations.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::groups::{Fault, Group, systems_per_task, vectors};
use super::operand::Broadcast;
use super::{Operand, order};
use crate::numerics::product;
use crate::simd::lanes::{factor_lanes, gather, lanes, not_finite, scatter, solve_lanes, stride};
use crate::{Error, Exec, Real, Result};

/// Solutions of `a x = b` into `x`, for the batch of shape `batch` to which those of `a` and `b`
/// broadcast; of `a` the lower triangles are read. `b` has one axis of length n a system, or a second one
/// of right-hand sides.
pub fn solve_batched<T: Real>(
    exec: &Exec,
    a: Operand<'_, T>,
    b: Operand<'_, T>,
    batch: &[usize],
    x: &mut [T],
) -> Result<()> {
    let n = order(a.name, a.shape)?;
    let own = &b.shape[b.batch().len()..];
    if own.first() != Some(&n) || x.len() != product(&[product(batch)?, b.size()?])? {
        return Err(Error::shape(format!(
            "{} must have {n} rows, as {} has, got a system of shape {own:?}",
            b.name, a.name
        )));
    }
    if x.is_empty() {
        return Ok(());
    }
    let places = [Broadcast::new(a.batch(), batch)?, Broadcast::new(b.batch(), batch)?];
    let (k, size) = (b.size()? / n, systems_per_task(n));
    exec.map_items(x.chunks_mut(size * n * k).collect(), |task, x| {
        let mut scratch = vectors(exec.level(), product(&[n, stride(n) + 1 + stride(k)])?)?;
        let systems = task * size..task * size + x.len() / (n * k);
        dispatch!(exec.level(), simd => {
            solve(simd, n, [a.data, b.data], &places, systems, x, &mut scratch)
        })
        .map_err(|fault| match fault {
            Side::A(fault) => a.error(fault, "not positive definite", true),
            Side::B(fault) => b.error(fault, "", false),
        })
    })?;
    Ok(())
}

/// Which operand is at fault, and how.
enum Side {
    A(Fault),
    B(Fault),
}

#[simd]
fn solve<S: Simd, T: Real>(
    simd: S,
    n: usize,
    [a, b]: [&[T]; 2],
    places: &[Broadcast; 2],
    systems: Range<usize>,
    x: &mut [T],
    scratch: &mut [T],
) -> std::result::Result<(), Side> {
    let len = lanes::<S, T>();
    let size = x.len() / systems.len();
    let (matrices, scratch) = scratch.split_at_mut(n * stride(n) * len);
    let (reciprocals, sides) = scratch.split_at_mut(n * len);
    for (group, x) in Group::all(systems, len).zip(x.chunks_mut(len * size)) {
        let [of_a, of_b] = [0, 1].map(|i| group.seen_by(&places[i]));
        gather(simd, a, &of_a.starts(n * n), [n, n], matrices);
        gather(simd, b, &of_b.starts(size), [n, size / n], sides);
        let not_finite_a = not_finite(simd, matrices, [n, n], true);
        let not_finite_b = not_finite(simd, sides, [n, size / n], false);
        let fails = factor_lanes(simd, n, matrices, reciprocals);
        of_a.verdict(not_finite_a, fails).map_err(Side::A)?;
        of_b.verdict(not_finite_b, 0).map_err(Side::B)?;
        solve_lanes(simd, n, matrices, reciprocals, sides, size / n);
        scatter(simd, sides, [n, size / n], x);
    }
    Ok(())
}
