//! Householder's reflections: an orthonormal basis for columns that may be linearly dependent, or zero.
//!
//! The simple loop:
//! ```text
//! for column j: v[j] = what reflects x[j..] into its first element; x[k] -= 2 (v[j] . x[k]) v[j], k > j
//! for column j, backwards: q[k] -= 2 (v[j] . q[k]) v[j], k >= j, from q = the first columns of I
//! ```
//! In double precision, columns one after the other in memory, each reflected on its own: the fallback
//! of `orthonormal.rs`, which is rare.

use super::vectors::{dot, scaled, subtract};
use crate::numerics::{filled, product};
use crate::{Exec, Real, Result};

/// Columns of `x`, rows of `d` elements, at least `d` of them, become orthonormal.
pub(super) fn reflect<T: Real>(exec: &Exec, x: &mut [T], d: usize) -> Result<()> {
    let n = x.len() / d;
    let mut columns = filled(product(&[n, d])?, 0.0)?;
    for (i, row) in x.chunks_exact(d).enumerate() {
        for (j, value) in row.iter().enumerate() {
            columns[j * n + i] = value.to_f64();
        }
    }
    for j in 0..d {
        exec.check()?;
        let (mirror, rest) = columns[j * n..].split_at_mut(n);
        make_mirror(exec, &mut mirror[j..])?;
        apply(exec, &mirror[j..], rest, n, j)?;
    }
    let mut basis = filled(product(&[n, d])?, 0.0)?;
    for j in (0..d).rev() {
        exec.check()?;
        basis[j * n + j] = 1.0;
        apply(exec, &columns[j * n + j..(j + 1) * n], &mut basis[j * n..], n, j)?;
    }
    for (i, row) in x.chunks_exact_mut(d).enumerate() {
        for (j, value) in row.iter_mut().enumerate() {
            *value = T::from_f64(basis[j * n + i]);
        }
    }
    Ok(())
}

/// `x` becomes the unit vector in whose mirror it lies along the first axis; zero stays zero.
fn make_mirror(exec: &Exec, x: &mut [f64]) -> Result<()> {
    let largest = x.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    if largest == 0.0 {
        return Ok(());
    }
    // Divided, for the reciprocal of a subnormal number is infinite.
    x.iter_mut().for_each(|x| *x /= largest);
    let length = dot(exec, x, x)?.sqrt();
    // Away from zero: no cancellation.
    x[0] += if x[0] < 0.0 { -length } else { length };
    let mut from = filled(x.len(), 0.0)?;
    from.copy_from_slice(x);
    scaled(exec, 1.0 / dot(exec, x, x)?.sqrt(), &from, x)
}

/// Reflects each column of `n` elements from its element `top` on.
fn apply(exec: &Exec, mirror: &[f64], columns: &mut [f64], n: usize, top: usize) -> Result<()> {
    let serial = Exec::serial(exec.level());
    exec.map_items(columns.chunks_exact_mut(n).collect(), |_, column| {
        let column = &mut column[top..];
        let twice = 2.0 * dot(&serial, mirror, column)?;
        subtract(&serial, mirror, [&[twice]], [column])?;
        Ok(())
    })?;
    Ok(())
}
