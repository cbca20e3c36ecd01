use super::*;
use crate::simd::available_levels;

/// Values in [-1, 1) without a pattern.
fn symmetric<T: Real>(n: usize, scale: f64) -> Vec<T> {
    let mut state = 1_u64;
    let mut a = vec![T::NAN; n * n];
    for i in 0..n {
        for j in 0..=i {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            a[i * n + j] = T::from_f64(((state >> 33) as f64 / (1_u64 << 30) as f64 - 1.0) * scale);
        }
    }
    a
}

fn check<T: Real>(n: usize, a: &[T], scale: f64) {
    let tolerance = 10.0 * (n as f64).max(4.0) * T::EPSILON.to_f64();
    for level in available_levels() {
        let (mut v, mut w) = (a.to_vec(), vec![T::ZERO; n]);
        symmetric_eigen(&Exec::serial(level), n, &mut v, &mut w).unwrap();
        let v = |i: usize, j: usize| v[i * n + j].to_f64();
        let w: Vec<f64> = w.iter().map(|w| w.to_f64() / scale).collect();
        assert!(w.windows(2).all(|pair| pair[0] <= pair[1]), "{w:?}");
        let largest = w.iter().fold(1e-300, |m: f64, w| m.max(w.abs()));
        for i in 0..n {
            for j in 0..=i {
                let product: f64 = (0..n).map(|k| v(k, i) * v(k, j)).sum();
                let unit = if i == j { 1.0 } else { 0.0 };
                assert!((product - unit).abs() < tolerance, "V^T V [{i}, {j}] of {n}: {product}");
                let back: f64 = (0..n).map(|k| v(i, k) * w[k] * v(j, k)).sum();
                let want = a[i * n + j].to_f64() / scale;
                assert!(
                    (back - want).abs() < tolerance * largest,
                    "[{i}, {j}] of {n} at {scale}: {back}, want {want}"
                );
            }
        }
    }
}

#[test]
fn random_matrices_of_any_order_and_scale() {
    for n in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 130] {
        for scale in [1.0, 1e-300, 1e300] {
            check::<f64>(n, &symmetric(n, scale), scale);
        }
        for scale in [1.0, 1e-35, 1e36] {
            check::<f32>(n, &symmetric(n, scale), scale);
        }
    }
}

#[test]
fn repeated_graded_and_zero_eigenvalues() {
    for n in [2, 3, 8, 17, 40] {
        check(n, &vec![0.0; n * n], 1.0);
        check(n, &vec![1.0; n * n], 1.0);
        let power = |i: usize, j: usize| 10.0_f64.powi(-12 * i.max(j) as i32);
        let graded: Vec<f64> = (0..n * n).map(|at| power(at / n, at % n)).collect();
        check(n, &graded, 1.0);
        let reversed: Vec<f64> = graded.iter().rev().copied().collect();
        check(n, &reversed, 1.0);
        let diagonal = |at: usize| if at / n == at % n { (at % 3) as f32 } else { 0.0 };
        check(n, &(0..n * n).map(diagonal).collect::<Vec<f32>>(), 1.0);
    }
}

#[test]
fn a_diagonal_matrix_comes_out_sorted_and_exact() {
    let mut a = vec![0.0; 9];
    (a[0], a[4], a[8]) = (3.0, -1.5, 0.1);
    let mut w = [0.0; 3];
    symmetric_eigen(&Exec::serial(crate::simd::Level::baseline()), 3, &mut a, &mut w).unwrap();
    assert_eq!(w, [-1.5, 0.1, 3.0]);
    assert_eq!(a, [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
}

#[test]
fn what_is_not_finite_is_refused() {
    let mut a = [1.0, 0.0, f64::NAN, 1.0];
    let exec = Exec::serial(crate::simd::Level::baseline());
    let error = symmetric_eigen(&exec, 2, &mut a, &mut [0.0; 2]).unwrap_err();
    assert!(error.to_string().contains("got NaN at [1, 0]"), "{error}");
}
