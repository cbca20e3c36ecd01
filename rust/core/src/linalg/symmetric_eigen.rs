//! All eigenvalues and eigenvectors of one symmetric matrix, with the same bits on any number of threads.
//!
//! For kernels that promise bits: NumPy's LAPACK, which serves users faster, does not. The simple way:
//! ```text
//! A = Q T Q^T     Householder reflections, T tridiagonal
//! T = G D G^T     implicit QL with Wilkinson's shift: plane rotations of neighbours
//! V = Q G         eigenvectors in the columns
//! ```
//! 1. The reduction makes one pass over the matrix a column (`simd/tridiagonal.rs`).
//! 2. Rotations are collected for many sweeps and applied to panels of columns of V^T, where each is a
//!    combination of two rows: three quarters of all flops, from the L2 cache, on all threads.
//! 3. The matrix is scaled by a power of two, so that nothing overflows whatever its unit is.

use fearless_simd::dispatch;

use super::implicit_ql::{ImplicitQl, Step};
use crate::numerics::{filled, power_of_two, product, reserved, sign};
use crate::simd::{
    PANEL, REFLECTED, Sweep, dot, padded, reflect_rows, rotate, update_and_multiply,
};
use crate::{Error, Exec, Real, Result, Work};

/// Rotations collected before they are applied, as a multiple of the order: enough to pay for bringing a
/// panel into the cache, and 256 kilobytes at n = 1,024.
const COLLECTED: usize = 16;

/// Predicted time: some 10 n^3 flops.
pub fn symmetric_eigen_work(n: usize) -> Work {
    const NS_PER_CUBE: f64 = 1.0;
    Work::new(n.saturating_pow(3), NS_PER_CUBE)
}

/// Overwrites `a`, of which the lower triangle is read, with its eigenvectors in columns, and `w` with
/// the eigenvalues in ascending order.
///
/// Of each eigenvector, the first of its largest elements in size is positive. Errors are of the order
/// of `n` rounding errors of the largest eigenvalue. NaN and Inf are refused.
pub fn symmetric_eigen<T: Real>(exec: &Exec, n: usize, a: &mut [T], w: &mut [T]) -> Result<()> {
    if a.len() != product(&[n, n])? || w.len() != n {
        return Err(Error::shape(format!(
            "a symmetric matrix of order {n} and its eigenvalues must hold {n} x {n} and {n} \
             numbers, got {} and {}",
            a.len(),
            w.len()
        )));
    }
    if n == 0 {
        return Ok(());
    }
    let (mut matrix, scale) = scaled(n, a)?;
    let mut off = filled(n, T::ZERO)?;
    let mut tau = filled(n, T::ZERO)?;
    tridiagonalise(exec, n, &mut matrix, w, &mut off, &mut tau)?;
    let mut panels = transposed_basis(exec, n, &matrix, &tau)?;
    diagonalise(exec, n, w, &mut off, &mut panels)?;
    w.iter_mut().for_each(|w| *w /= scale);
    sort(n, w, &panels, a)
}

/// The matrix with both triangles in rows of `padded(n)`, times a power of two, and that power.
fn scaled<T: Real>(n: usize, a: &[T]) -> Result<(Vec<T>, T)> {
    let mut largest = T::ZERO;
    for i in 0..n {
        for j in 0..=i {
            let x = a[i * n + j].abs();
            if !x.is_finite() {
                return Err(Error::domain(format!(
                    "a symmetric matrix must be finite, got {} at [{i}, {j}]",
                    a[i * n + j].to_f64()
                )));
            }
            largest = if x > largest { x } else { largest };
        }
    }
    let (stride, scale) = (padded(n), power_of_two(largest));
    let mut matrix = filled(product(&[n, stride])?, T::ZERO)?;
    for i in 0..n {
        for j in 0..=i {
            let x = a[i * n + j] * scale;
            matrix[i * stride + j] = x;
            matrix[j * stride + i] = x;
        }
    }
    Ok((matrix, scale))
}

/// Leaves the reflections in the rows of `m`, their factors in `tau`, the tridiagonal matrix in `d`, `e`.
fn tridiagonalise<T: Real>(
    exec: &Exec,
    n: usize,
    m: &mut [T],
    d: &mut [T],
    e: &mut [T],
    tau: &mut [T],
) -> Result<()> {
    let stride = padded(n);
    let mut w = filled(stride, T::ZERO)?;
    let mut p = filled(stride, T::ZERO)?;
    let zero = filled(stride, T::ZERO)?;
    let half = T::ONE / (T::ONE + T::ONE);
    for k in 0..n {
        exec.check()?;
        let (done, rest) = m.split_at_mut(k * stride);
        let (row, below) = rest.split_at_mut(stride);
        let v = if k == 0 { &zero[..] } else { &done[(k - 1) * stride..] };
        let (vk, wk) = (v[k], w[k]);
        for j in k..n {
            row[j] -= vk * w[j] + wk * v[j];
        }
        d[k] = row[k];
        let reflection = reflection(&row[k + 1..n]);
        row[..k + 1].fill(T::ZERO);
        (e[k], tau[k]) = (reflection.beta, reflection.tau);
        if let Some(x) = row.get_mut(k + 1..n) {
            reflection.make(x);
        }
        p.fill(T::ZERO);
        let row = &*row;
        dispatch!(exec.level(), simd => {
            update_and_multiply(simd, below, k + 1, [v, &w], row, &mut p);
            p[..k + 1].fill(T::ZERO);
            let along = half * tau[k] * tau[k] * T::from_f64(dot(simd, &p, row));
            for ((w, &p), &v) in w.iter_mut().zip(&p).zip(row) {
                *w = tau[k] * p - along * v;
            }
        });
    }
    Ok(())
}

/// `I - tau v v^T` that takes a vector to its first axis.
struct Reflection<T> {
    tau: T,
    beta: T,
    /// What the elements of `v` after the first, which is 1, are to be divided by.
    pivot: T,
}

fn reflection<T: Real>(x: &[T]) -> Reflection<T> {
    let Some((&alpha, rest)) = x.split_first() else {
        return Reflection { tau: T::ZERO, beta: T::ZERO, pivot: T::ONE };
    };
    let squares = rest.iter().fold(T::ZERO, |sum, &x| sum + x * x);
    // Smaller squares have lost digits; next to the largest element, 1, they are nothing.
    if squares <= T::MIN_POSITIVE / T::EPSILON {
        return Reflection { tau: T::ZERO, beta: alpha, pivot: T::ONE };
    }
    let norm = (alpha * alpha + squares).sqrt();
    let beta = if alpha > T::ZERO { -norm } else { norm };
    Reflection { tau: (beta - alpha) / beta, beta, pivot: alpha - beta }
}

impl<T: Real> Reflection<T> {
    /// Overwrites the vector by `v`.
    fn make(&self, x: &mut [T]) {
        if self.tau == T::ZERO {
            x.fill(T::ZERO);
        }
        let Some((first, rest)) = x.split_first_mut() else { return };
        *first = T::ONE;
        rest.iter_mut().for_each(|x| *x /= self.pivot);
    }
}

/// Q^T in panels of [`PANEL`] columns.
fn transposed_basis<T: Real>(exec: &Exec, n: usize, m: &[T], tau: &[T]) -> Result<Vec<T>> {
    let stride = padded(n);
    let rows = n.next_multiple_of(REFLECTED);
    let mut basis = filled(product(&[rows, stride])?, T::ZERO)?;
    exec.map_items(basis.chunks_mut(REFLECTED * stride).collect(), |block, rows| {
        let top = block * REFLECTED;
        for r in 0..REFLECTED.min(n - top) {
            rows[r * stride + top + r] = T::ONE;
        }
        // Later reflections do not reach what is still a row of the identity.
        let count = (top + REFLECTED).min(n);
        dispatch!(exec.level(), simd => reflect_rows(simd, rows, m, tau, count));
        Ok(())
    })?;
    let mut panels = filled(product(&[n.div_ceil(PANEL), n, PANEL])?, T::ZERO)?;
    for (p, panel) in panels.chunks_mut(n * PANEL).enumerate() {
        let width = PANEL.min(n - p * PANEL);
        for (to, from) in panel.chunks_mut(PANEL).zip(basis.chunks(stride)) {
            to[..width].copy_from_slice(&from[p * PANEL..][..width]);
        }
    }
    Ok(panels)
}

/// `d` becomes the eigenvalues, the panels V^T.
fn diagonalise<T: Real>(
    exec: &Exec,
    n: usize,
    d: &mut [T],
    e: &mut [T],
    panels: &mut [T],
) -> Result<()> {
    let capacity = product(&[COLLECTED + 1, n])?;
    let mut rotations = filled(capacity, [T::ZERO; 2])?;
    let mut sweeps: Vec<Sweep> = Vec::new();
    let mut ql = ImplicitQl::new(d, e);
    loop {
        rotations.clear();
        sweeps.clear();
        let mut done = false;
        while !done && rotations.len() < COLLECTED * n {
            match ql.step(&mut rotations) {
                Step::Swept(sweep) => sweeps.push(sweep),
                Step::Done => done = true,
                Step::Stuck => {
                    return Err(Error::Linalg(format!(
                        "the eigenvalues of a matrix of order {n} did not converge"
                    )));
                }
            }
        }
        exec.map_items(panels.chunks_mut(n * PANEL).collect(), |_, panel| {
            dispatch!(exec.level(), simd => rotate(simd, panel, &sweeps, &rotations));
            Ok(())
        })?;
        if done {
            return Ok(());
        }
    }
}

/// Ascending eigenvalues; eigenvectors into the columns of `a`, signs by rule.
fn sort<T: Real>(n: usize, w: &mut [T], panels: &[T], a: &mut [T]) -> Result<()> {
    let mut order = reserved(n)?;
    order.extend(0..n);
    order.sort_unstable_by(|&i, &j| w[i].to_f64().total_cmp(&w[j].to_f64()).then(i.cmp(&j)));
    let mut unsorted = filled(n, T::ZERO)?;
    unsorted.copy_from_slice(&w[..n]);
    let mut vector = filled(n, T::ZERO)?;
    for (column, &from) in order.iter().enumerate() {
        w[column] = unsorted[from];
        for (x, panel) in vector.chunks_mut(PANEL).zip(panels.chunks(n * PANEL)) {
            x.copy_from_slice(&panel[from * PANEL..][..x.len()]);
        }
        let sign = sign(&vector);
        for (to, &x) in a[column..].iter_mut().step_by(n).zip(&vector) {
            *to = sign * x;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
