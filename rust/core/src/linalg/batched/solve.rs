//! Many small symmetric positive definite systems of equations.
//!
//! Usually a lane holds a system. Where systems have so many right-hand sides that those of a group would
//! fill the cache, all lanes hold one system and neighbouring sides of it; tasks are then blocks of sides,
//! each of which factors the matrix again, for that is little beside them.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::groups::{Fault, Group, TASK, systems_per_task, vectors};
use super::operand::Broadcast;
use super::{Operand, order};
use crate::numerics::product;
use crate::simd::lanes::{
    LANES_MAX, factor_lanes, gather, lanes, not_finite, scatter, solve_lanes, stride,
};
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
    let k = b.size()? / n;
    if n.saturating_mul(k) > WIDE {
        return solve_wide(exec, [&a, &b], &places, k, x);
    }
    // Sides count as the matrices do.
    let size = systems_per_task(n.max(k));
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

/// Elements of right-hand sides from which those of a system are cut into blocks: times the lanes of a
/// group, they no longer stay in the second cache.
const WIDE: usize = TASK / 4;

/// Vectors of right-hand sides that are solved for together: two strips, and one to be an odd number.
const VECTORS: usize = 9;

/// Systems with `k` right-hand sides, in blocks of those.
fn solve_wide<T: Real>(
    exec: &Exec,
    [a, b]: [&Operand<'_, T>; 2],
    places: &[Broadcast; 2],
    k: usize,
    x: &mut [T],
) -> Result<()> {
    let n = order(a.name, a.shape)?;
    let block = TASK / n;
    let mut tasks: Vec<(usize, usize, Vec<&mut [T]>)> = Vec::new();
    for (system, x) in x.chunks_exact_mut(n * k).enumerate() {
        let first = tasks.len();
        tasks.extend((0..k).step_by(block).map(|column| (system, column, Vec::new())));
        for row in x.chunks_exact_mut(k) {
            for (task, part) in tasks[first..].iter_mut().zip(row.chunks_mut(block)) {
                task.2.push(part);
            }
        }
    }
    exec.map_items(tasks, |_, (system, column, mut rows)| {
        let [of_a, of_b] = [0, 1].map(|i| places[i].system(system));
        let a_data = &a.data[of_a * n * n..][..n * n];
        let b_data = &b.data[of_b * n * k + column..];
        let mut scratch = vectors(exec.level(), product(&[n, stride(n) + 1 + VECTORS])?)?;
        dispatch!(exec.level(), simd => {
            solve_block(simd, n, a_data, (b_data, k), &mut rows, &mut scratch)
        })
        .map_err(|flaw| match flaw {
            Flaw::NotFiniteA => a.error(Fault::NotFinite(of_a), "", true),
            Flaw::Fails => a.error(Fault::Fails(of_a), "not positive definite", true),
            Flaw::NotFiniteB => b.error(Fault::NotFinite(of_b), "", false),
        })
    })?;
    Ok(())
}

/// What is wrong with a system.
enum Flaw {
    NotFiniteA,
    Fails,
    NotFiniteB,
}

/// `rows` of a block of solutions of one system; `b` begins at the block, its rows are `k` apart.
#[simd]
fn solve_block<S: Simd, T: Real>(
    simd: S,
    n: usize,
    a: &[T],
    (b, k): (&[T], usize),
    rows: &mut [&mut [T]],
    scratch: &mut [T],
) -> std::result::Result<(), Flaw> {
    let len = lanes::<S, T>();
    let (matrices, scratch) = scratch.split_at_mut(n * stride(n) * len);
    let (reciprocals, sides) = scratch.split_at_mut(n * len);
    gather(simd, a, &[0; LANES_MAX], [n, n], matrices);
    if not_finite(simd, matrices, [n, n], true) != 0 {
        return Err(Flaw::NotFiniteA);
    }
    if factor_lanes(simd, n, matrices, reciprocals) != 0 {
        return Err(Flaw::Fails);
    }
    let width = rows[0].len();
    for first in (0..width).step_by(VECTORS * len) {
        let columns = first..width.min(first + VECTORS * len);
        for (i, side) in sides.chunks_exact_mut(VECTORS * len).enumerate() {
            let (used, rest) = side.split_at_mut(columns.len());
            used.copy_from_slice(&b[i * k..][columns.clone()]);
            rest.fill(T::ZERO);
        }
        if not_finite(simd, sides, [n, VECTORS], false) != 0 {
            return Err(Flaw::NotFiniteB);
        }
        solve_lanes(simd, n, matrices, reciprocals, sides, VECTORS);
        for (row, side) in rows.iter_mut().zip(sides.chunks_exact(VECTORS * len)) {
            row[columns.clone()].copy_from_slice(&side[..columns.len()]);
        }
    }
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
