use mlmath_core::linalg::batched::*;
use mlmath_core::simd::Level;
use mlmath_core::{Exec, Real};
use std::time::Instant;
fn run<T: Real>(f: &str, n: usize, count: usize, reps: usize) {
    let mut s = 1u64;
    let mut r = || {
        s = s.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (s >> 33) as f64 / (1u64 << 30) as f64 - 1.0
    };
    let mut a = vec![T::ZERO; n * n * count];
    for m in a.chunks_mut(n * n) {
        for i in 0..n {
            for j in 0..=i {
                let x = T::from_f64(r());
                m[i * n + j] = x;
                m[j * n + i] = x;
            }
            if f != "eigh" {
                m[i * n + i] = T::from_f64(n as f64);
            }
        }
    }
    let mut out = vec![T::ONE; a.len()];
    let mut w = vec![T::ONE; n * count];
    let b = vec![T::ONE; n * count];
    let exec = Exec::serial(Level::new());
    let shape = [count, n, n];
    let shape_b = [count, n];
    let op = Operand { name: "A", data: &a[..], shape: &shape, axes: 2 };
    let opb = Operand { name: "b", data: &b[..], shape: &shape_b, axes: 1 };
    let mut best = f64::MAX;
    for _ in 0..reps {
        let t = Instant::now();
        match f {
            "cholesky" => cholesky_batched(&exec, op, &mut out).unwrap(),
            "inv" => inv_batched(&exec, op, &mut out).unwrap(),
            "solve" => solve_batched(&exec, op, opb, &[count], &mut w).unwrap(),
            _ => eigh_batched(&exec, op, &mut w, &mut out).unwrap(),
        }
        best = best.min(t.elapsed().as_secs_f64());
    }
    println!(
        "{f} {n} x{count} {}: {:.0} ns",
        std::any::type_name::<T>(),
        best / count as f64 * 1e9
    );
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args.len() > 5 { return run::<f32>(&args[1], args[2].parse().unwrap(), args[3].parse().unwrap(), args[4].parse().unwrap()); }
    if args.len() > 4 {
        return run::<f64>(
            &args[1],
            args[2].parse().unwrap(),
            args[3].parse().unwrap(),
            args[4].parse().unwrap(),
        );
    }
    for (f, n, c) in [
        ("cholesky", 16, 2000),
        ("cholesky", 16, 100000),
        ("cholesky", 8, 5000),
        ("cholesky", 64, 200),
        ("solve", 16, 2000),
        ("solve", 16, 100000),
        ("inv", 8, 5000),
        ("inv", 16, 2000),
        ("inv", 64, 200),
        ("eigh", 3, 10000),
        ("eigh", 8, 5000),
        ("eigh", 16, 2000),
        ("eigh", 32, 500),
        ("eigh", 64, 100),
    ] {
        let reps = if c > 50000 { 10 } else { 40 };
        run::<f64>(f, n, c, reps);
        run::<f32>(f, n, c, reps);
    }
}
