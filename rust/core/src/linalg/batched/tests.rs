use std::fmt::Debug;

use super::*;
use crate::simd::{Level, available_levels};
use crate::{Exec, Real};

const ORDERS: [usize; 14] = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64];
const COUNT: usize = 19;

/// Values in [-1, 1) without a pattern.
fn random(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 30) as f64 - 1.0
    }
}

/// Symmetric matrices whose upper triangles are not to be read; with `shift` on the diagonal.
fn matrices<T: Real>(n: usize, shift: f64) -> Vec<T> {
    let mut random = random(n as u64 + 1);
    let place = |i: usize| (i / n % n, i % n);
    let element = |i| match place(i) {
        (row, column) if row < column => T::NAN,
        (row, column) => T::from_f64(random() + if row == column { shift } else { 0.0 }),
    };
    (0..COUNT * n * n).map(element).collect()
}

fn operand<'a, T>(data: &'a [T], shape: &'a [usize]) -> Operand<'a, T> {
    Operand { name: "A", data, shape, axes: 2 }
}

/// `sum over k of f(k)` for every place of the lower triangle, against A.
fn assert_lower<T: Real>(n: usize, a: &[T], product: impl Fn(usize, usize, usize) -> f64) {
    let tolerance = 8.0 * (n as f64 + 4.0) * T::EPSILON.to_f64();
    for i in 0..n {
        for j in 0..=i {
            let got: f64 = (0..n).map(|k| product(i, j, k)).sum();
            let want = a[i * n + j].to_f64();
            let scale = (n as f64).sqrt().max(want.abs());
            assert!(
                (got - want).abs() < tolerance * scale,
                "[{i}, {j}] of {n}: {got}, want {want}"
            );
        }
    }
}

fn check<T: Real + PartialEq + Debug>(level: Level, n: usize) {
    let (exec, shape, size) = (Exec::serial(level), [COUNT, n, n], n * n);
    let mut out = vec![T::NAN; COUNT * size];
    let a = matrices::<T>(n, n as f64);
    cholesky_batched(&exec, operand(&a, &shape), &mut out).unwrap();
    for (a, l) in a.chunks(size).zip(out.chunks(size)) {
        assert_lower(n, a, |i, j, k| l[i * n + k].to_f64() * l[j * n + k].to_f64());
    }
    let (mut w, b) = (vec![T::NAN; COUNT * n], matrices::<T>(n, 0.0));
    eigh_batched(&exec, operand(&b, &shape), &mut w, &mut out).unwrap();
    for (a, (w, v)) in b.chunks(size).zip(w.chunks(n).zip(out.chunks(size))) {
        let v = |i: usize, k: usize| v[i * n + k].to_f64();
        assert_lower(n, a, |i, j, k| v(i, k) * w[k].to_f64() * v(j, k));
        assert!(w.windows(2).all(|pair| pair[0] <= pair[1]));
    }
    // The last system alone gives the same bits as in its group.
    let (mut alone_w, mut alone) = (vec![T::NAN; n], vec![T::NAN; size]);
    let last = &b[(COUNT - 1) * size..];
    eigh_batched(&exec, operand(last, &[n, n]), &mut alone_w, &mut alone).unwrap();
    assert_eq!(alone_w, w[(COUNT - 1) * n..]);
    assert_eq!(alone, out[(COUNT - 1) * size..]);
}

#[test]
fn factors_and_eigenvectors_of_every_order_on_every_level() {
    for level in available_levels() {
        for n in ORDERS {
            check::<f32>(level, n);
            check::<f64>(level, n);
        }
    }
}

#[test]
fn inverses_and_solutions_agree_on_every_level() {
    for level in available_levels() {
        for n in ORDERS {
            let (exec, shape, size) = (Exec::serial(level), [COUNT, n, n], n * n);
            let mut a = matrices::<f64>(n, n as f64);
            let mut solutions = vec![f64::NAN; COUNT * size];
            let eye: Vec<f64> = (0..size).map(|i| f64::from(i / n == i % n)).collect();
            let sides = Operand { name: "b", data: &eye, shape: &[n, n], axes: 2 };
            let system = operand(&a, &shape);
            solve_batched(&exec, system, sides, &[COUNT], &mut solutions).unwrap();
            for a in a.chunks_mut(size) {
                for i in 0..n {
                    (i + 1..n).for_each(|j| a[i * n + j] = a[j * n + i]);
                }
            }
            let mut inverses = vec![f64::NAN; COUNT * size];
            inv_batched(&exec, operand(&a, &shape), &mut inverses).unwrap();
            for (x, y) in inverses.iter().zip(&solutions) {
                assert!((x - y).abs() < 1e-13, "{x} and {y} at order {n}");
            }
        }
    }
}

#[test]
fn the_first_system_at_fault_has_a_name() {
    let exec = Exec::serial(Level::baseline());
    let mut a = matrices::<f64>(3, 3.0);
    let shape = [COUNT, 3, 3];
    let mut out = a.clone();
    a[17 * 9 + 4] = f64::INFINITY;
    a[9 * 9] = -1.0;
    let error = cholesky_batched(&exec, operand(&a, &shape), &mut out).unwrap_err();
    assert_eq!(error.to_string(), "A at batch index 9 is not positive definite");
    a[9 * 9 + 3] = f64::NAN;
    let error = cholesky_batched(&exec, operand(&a, &shape), &mut out).unwrap_err();
    assert_eq!(error.to_string(), "A must be finite, got NaN at index (9, 1, 0)");
}
