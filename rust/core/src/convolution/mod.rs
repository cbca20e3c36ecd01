//! Convolution of one-dimensional signals.

mod direct;
mod tile;

use crate::{Error, Exec, Real, Result};

pub fn convolve<T: Real>(exec: &Exec, x: &[T], h: &[T], out: &mut [T]) -> Result<()> {
    let (x, h) = if x.len() < h.len() { (h, x) } else { (x, h) };
    let start = (x.len() + h.len() - 1 - out.len()) / 2;
    direct::direct(exec, x, h, start, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Level;
    #[test]
    #[ignore]
    fn speed() {
        fn go<T: Real>(name: &str) {
            for level in crate::simd::available_levels() {
                let exec = Exec::serial(level);
                let _ = Level::baseline();
                for k in [3usize, 31, 127, 255, 1023] {
                    let n = 200_000;
                    let x: Vec<T> = (0..n).map(|i| T::from_f64(((i * 7919) % 1000) as f64 / 1000.0)).collect();
                    let h: Vec<T> = (0..k).map(|i| T::from_f64(((i * 104729) % 1000) as f64 / 1000.0)).collect();
                    let mut out = vec![T::ZERO; n + k - 1];
                    let mut best = f64::INFINITY;
                    for _ in 0..7 {
                        let t = std::time::Instant::now();
                        convolve(&exec, &x, &h, &mut out).unwrap();
                        best = best.min(t.elapsed().as_secs_f64());
                    }
                    println!("{name} {level:?} k={k}: {:.3} ms {:.1} GMAC/s", best * 1e3, (n * k) as f64 / best * 1e-9);
                }
            }
        }
        go::<f32>("f32");
        go::<f64>("f64");
    }
}
