//! A small product straight from its factors: `C = A B`, without packing.
//!
//! The simple loop: `for i, j: c[i, j] = sum over k of a[i, k] * b[k, j]`.
//! 1. The register tile of `simd/gemm.rs`, `b` loaded and `a` broadcast from where they lie.
//! 2. Where `a` lies by rows (`DENSE`) the compiler sees that no index is out of bounds.
//! 3. No tails: the last tile of columns ends with the last column and computes some once more, the
//!    rows that are missing repeat the last. An element is the same chain of multiply-adds anywhere.
//! 4. Fewer columns than a vector has lanes: `b` is padded, and a row of `c` is stored as a whole vector
//!    whose end the next row overwrites.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::gemm::COLUMNS_MAX;
use super::pack::Step;
use super::tile::{Tile, is_wide, len, load, store};
use crate::Real;

/// Whether [`multiply_small`] can read `b` where it lies: rows of at least one vector, no gaps between columns.
#[inline(always)]
pub fn fits_small<S: Simd, T: Real>(_: S, n: usize, b_column_step: usize) -> bool {
    n >= len::<S, T>() && b_column_step == 1
}

/// `c = a b`: `a` of `m` rows, `b` of `depth` rows of `n` columns, `b_step` apart, `c` of rows of `n`. Rows of
/// `b` that are shorter than a vector must be padded to one.
#[simd]
pub fn multiply_small<S: Simd, T: Real>(
    simd: S,
    (m, depth, n): (usize, usize, usize),
    (a, a_step): (&[T], Step),
    (b, b_step): (&[T], usize),
    c: &mut [T],
) {
    match (is_wide::<S, T>(), a_step.depth == 1) {
        (true, true) => all::<S, T, 8, 3, true>(simd, (m, depth, n), (a, a_step), (b, b_step), c),
        (true, _) => all::<S, T, 8, 3, false>(simd, (m, depth, n), (a, a_step), (b, b_step), c),
        (_, true) => all::<S, T, 6, 2, true>(simd, (m, depth, n), (a, a_step), (b, b_step), c),
        _ => all::<S, T, 6, 2, false>(simd, (m, depth, n), (a, a_step), (b, b_step), c),
    }
}

#[inline(always)]
fn all<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize, const DENSE: bool>(
    simd: S,
    (m, depth, n): (usize, usize, usize),
    (a, a_step): (&[T], Step),
    (b, b_step): (&[T], usize),
    c: &mut [T],
) {
    let len = len::<S, T>();
    if n < len {
        for row in (0..m).step_by(ROWS) {
            let (a, c) = ((a, a_step, row, m), &mut c[row * n..]);
            narrow::<S, T, ROWS, DENSE>(simd, depth, a, (b, b_step), (c, n));
        }
        return;
    }
    let mut done = 0;
    while done < n {
        let vectors = (n - done).div_ceil(len).min(VECTORS).min(n / len);
        let column = done.min(n - vectors * len);
        done = column + vectors * len;
        for row in (0..m).step_by(ROWS) {
            let (a, c) = ((a, a_step, row, m), &mut c[row * n..]);
            match vectors {
                1 => one::<S, T, ROWS, 1, DENSE>(simd, depth, a, (b, b_step, column), (c, n)),
                2 => one::<S, T, ROWS, 2, DENSE>(simd, depth, a, (b, b_step, column), (c, n)),
                _ => one::<S, T, ROWS, VECTORS, DENSE>(simd, depth, a, (b, b_step, column), (c, n)),
            }
        }
    }
}

/// Rows of less than a vector.
#[inline(always)]
fn narrow<S: Simd, T: Real, const ROWS: usize, const DENSE: bool>(
    simd: S,
    depth: usize,
    a: (&[T], Step, usize, usize),
    (b, b_step): (&[T], usize),
    (c, n): (&mut [T], usize),
) {
    let sums = products::<S, T, ROWS, 1, DENSE>(simd, depth, a, (b, b_step, 0));
    for (r, sums) in sums.iter().enumerate() {
        let Some(c) = c.get_mut(r * n..).filter(|c| !c.is_empty()) else { break };
        if c.len() >= len::<S, T>() {
            store::<S, T, 1>(sums, c);
        } else {
            let mut buffer = [T::ZERO; COLUMNS_MAX];
            store::<S, T, 1>(sums, &mut buffer);
            c[..n].copy_from_slice(&buffer[..n]);
        }
    }
}

#[inline(always)]
fn one<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize, const DENSE: bool>(
    simd: S,
    depth: usize,
    a: (&[T], Step, usize, usize),
    b: (&[T], usize, usize),
    (c, n): (&mut [T], usize),
) {
    let column = b.2;
    let sums = products::<S, T, ROWS, VECTORS, DENSE>(simd, depth, a, b);
    for (sums, c) in sums.iter().zip(c.chunks_exact_mut(n)) {
        store::<S, T, VECTORS>(sums, &mut c[column..]);
    }
}

/// The tile at `row` and `column`.
#[inline(always)]
fn products<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize, const DENSE: bool>(
    simd: S,
    depth: usize,
    (a, a_step, row, m): (&[T], Step, usize, usize),
    (b, b_step, column): (&[T], usize, usize),
) -> Tile<S, T, ROWS, VECTORS> {
    let (step, length) =
        if DENSE { (1, depth) } else { (a_step.depth, (depth - 1) * a_step.depth + 1) };
    let mut rows = [a; ROWS];
    for (r, a) in rows.iter_mut().enumerate() {
        *a = &a[(row + r).min(m - 1) * a_step.width..][..length];
    }
    let mut sums = [[T::Native::<S>::splat(simd, T::ZERO); VECTORS]; ROWS];
    for (k, b) in (0..depth).zip(b[column..].chunks(b_step)) {
        let vectors = load::<S, T, VECTORS>(simd, b);
        for (sums, a) in sums.iter_mut().zip(&rows) {
            let a = T::Native::<S>::splat(simd, a[k * step]);
            for (sum, &b) in sums.iter_mut().zip(&vectors) {
                *sum = a.mul_add(b, *sum);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::available_levels;

    fn check<T: Real + PartialEq + std::fmt::Debug>() {
        for level in available_levels() {
            for n in [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 24, 25, 31, 33, 47, 48, 49, 100] {
                let step = n.max(COLUMNS_MAX) + 1;
                for (m, depth) in [(1, 1), (5, 2), (6, 3), (7, 4), (8, 5), (9, 6)] {
                    let value = |i: usize| T::from_f64(((i * 7) % 11) as f64 - 5.0);
                    let a: Vec<T> = (0..m * depth).map(value).collect();
                    let b: Vec<T> = (0..depth * step).map(value).collect();
                    let mut c = vec![T::NAN; m * n];
                    // Read as the transpose of what lies there.
                    let turned = Step { width: 1, depth: m };
                    dispatch!(level, simd => multiply_small(
                        simd, (m, depth, n), (&a, turned), (&b, step), &mut c));
                    for (at, got) in c.into_iter().enumerate() {
                        let dot =
                            |k: usize| a[k * m + at / n].to_f64() * b[k * step + at % n].to_f64();
                        let want = T::from_f64((0..depth).map(dot).sum());
                        assert_eq!(got, want, "{at} of ({m}, {depth}, {n})");
                    }
                }
            }
        }
    }

    #[test]
    fn every_element_is_computed() {
        check::<f32>();
        check::<f64>();
    }
}
