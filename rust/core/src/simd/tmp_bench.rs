use super::*;
use fearless_simd::dispatch;
use std::time::Instant;
#[test]
fn timing() {
    let level = *available_levels().last().unwrap();
    for n in [1usize, 2, 4, 8, 9, 12, 16, 24, 32, 48, 64] {
        let s = padded(n);
        let x: Vec<f32> =
            (0..n.next_multiple_of(4) * 64).map(|i| ((i * 37) % 101) as f32 / 800.0).collect();
        let mut c = vec![0f32; s * s];
        let mut b = vec![1f32; s];
        let reps = 20000;
        let mut best = [f64::MAX; 4];
        for _ in 0..7 {
            let t = Instant::now();
            for _ in 0..reps {
                dispatch!(level, simd => row_products(simd, n, &x, 64, &mut c));
                std::hint::black_box(&mut c);
            }
            best[0] = best[0].min(t.elapsed().as_secs_f64());
            let t = Instant::now();
            let mut d = c.clone();
            for _ in 0..reps {
                d.copy_from_slice(&c);
                std::hint::black_box(&mut d);
            }
            best[3] = best[3].min(t.elapsed().as_secs_f64());
            for i in 0..n {
                c[i * s + i] += 1.0;
            }
            let t = Instant::now();
            for _ in 0..reps {
                d.copy_from_slice(&c);
                let _ = dispatch!(level, simd => factor(simd, n, &mut d)).unwrap();
                std::hint::black_box(&mut d);
            }
            best[1] = best[1].min(t.elapsed().as_secs_f64());
            let t = Instant::now();
            for _ in 0..reps {
                dispatch!(level, simd => solve(simd, n, &d, &mut b));
                std::hint::black_box(&mut b);
            }
            best[2] = best[2].min(t.elapsed().as_secs_f64());
        }
        let ns = |t: f64| (t / reps as f64 * 1e9).round();
        println!(
            "n {n}: products {} factor {} (copy {}) solve {}",
            ns(best[0]),
            ns(best[1] - best[3]),
            ns(best[3]),
            ns(best[2])
        );
    }
    let x: Vec<f32> = (0..64 * 64).map(|i| ((i * 37) % 101) as f32 / 800.0).collect();
    let mut c = vec![0f32; 64 * 64];
    let t = Instant::now();
    for _ in 0..20000 {
        dispatch!(level, simd => syrk(simd, 64, &x, &mut c));
        std::hint::black_box(&mut c);
    }
    println!("syrk 64 rows of 64: {} ns", t.elapsed().as_secs_f64() / 20000.0 * 1e9);
}
