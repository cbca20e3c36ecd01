use mlmath_core::information::pairs::*;
use mlmath_core::*;
use std::time::Instant;
fn main() {
    let args: Vec<usize> = std::env::args().skip(1).map(|a| a.parse().unwrap()).collect();
    let (n, p, b, g, reps) = (args[0], args[1], args[2], args[3], args[4]);
    let mut words = vec![0u64; n * p / 8 + 1];
    simd::Philox::new(1, 0).words(0, &mut words);
    let codes: Vec<u8> =
        words.iter().flat_map(|w| w.to_le_bytes()).take(n * p).map(|x| x % b as u8).collect();
    let exec = Exec::serial(simd::Level::new());
    let codes = Codes::new(&exec, "codes", Values::U8(&codes), [n, p], None).unwrap();
    let t = Instant::now();
    let tables = Tables::new(&exec, &codes).unwrap();
    println!("planes {:?}", t.elapsed());
    for _ in 0..reps {
        let t = Instant::now();
        let gs: Vec<_> = (0..g).map(|i| Grouping::of_feature(&codes, i).unwrap()).collect();
        let t1 = t.elapsed();
        let t = Instant::now();
        let ready = tables.ready(gs).unwrap();
        let t2 = t.elapsed();
        let t = Instant::now();
        let mut s = 0i64;
        for panel in 0..tables.panels(&ready).count() {
            s ^= tables.panel_sums(&exec, &ready, panel).unwrap()[0][0];
        }
        let e = t.elapsed();
        let visits = (n * g * (b - 1) * tables.panels(&ready).count()) as f64;
        println!(
            "groupings {t1:?} lists {t2:?} sums {e:?} ns/visit {:.2} {s}",
            e.as_secs_f64() * 1e9 / visits
        );
    }
}
