//! Half a sweep by blocks beside the exact one.

use super::blocks::BLOCK;
use super::{Fixed, Objective, Solver, half_step, half_step_room, loss};
use crate::Exec;
use crate::numerics::{Csr, CsrParts, Indices, Stored};
use crate::simd::available_levels;

const COLUMNS: usize = 150;

/// Rows of 0 to all columns: shorter than a block and longer.
const LENGTHS: [usize; 6] = [0, 1, 20, BLOCK, 100, COLUMNS];

/// Numbers in [-1, 1] that look like nothing in particular.
fn noise(n: usize, salt: f64) -> Vec<f64> {
    let far = |i| 43_758.545_3 * (i as f64 * 12.9898 + salt).sin();
    (0..n).map(|i| 2.0 * (far(i) - far(i).floor()) - 1.0).collect()
}

/// Half a step from the factors in `x`; the loss before it and after.
fn step(exec: &Exec, d: usize, objective: Objective, solver: Solver, x: &mut [f64]) -> [f64; 2] {
    let places = LENGTHS.map(|len| (0..COLUMNS).filter(move |i| i * 7 % COLUMNS < len));
    let indices: Vec<i32> = places.into_iter().flatten().map(|i| i as i32).collect();
    let mut indptr = vec![0];
    indptr.extend(LENGTHS.iter().scan(0, |end, &len| {
        *end += len as i64;
        Some(*end)
    }));
    let data = noise(indices.len(), 0.5);
    let parts = CsrParts {
        shape: (LENGTHS.len(), COLUMNS),
        indptr: &indptr,
        indices: Indices::Narrow(&indices),
        data: Stored::Each(&data),
    };
    let ratings = Csr::new(exec, "x", parts).unwrap();
    let factors = noise(COLUMNS * d, 0.1);
    let of = |x: &[f64]| loss(exec, ratings, x, &factors, d, objective).unwrap();
    let before = of(x);
    let fixed = Fixed { name: "fixed", factors: &factors, d };
    let mut room = vec![0.0; half_step_room(COLUMNS, d)];
    half_step(exec, ratings, fixed, objective, solver, &mut room, x).unwrap();
    [before, of(x)]
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |most, (a, b)| most.max((a - b).abs()))
}

const OBJECTIVES: [Objective; 2] = [
    Objective::Original { alpha: 0.7, l2: 3.0 },
    Objective::Ials { l2: 0.3, alpha0: 0.2, nu: 0.5 },
];

#[test]
fn one_block_is_the_exact_half_step_wherever_it_begins() {
    for exec in available_levels().into_iter().map(Exec::serial) {
        for objective in OBJECTIVES {
            for d in [1, 20, BLOCK] {
                let mut want = vec![0.0; LENGTHS.len() * d];
                step(&exec, d, objective, Solver::Cholesky, &mut want);
                let mut got = noise(want.len(), 0.9);
                step(&exec, d, objective, Solver::Block, &mut got);
                assert!(distance(&got, &want) < 1e-11, "d = {d}, {objective:?}");
            }
        }
    }
}

#[test]
fn several_blocks_descend_to_the_exact_half_step_and_stay_there() {
    for exec in available_levels().into_iter().map(Exec::serial) {
        for objective in OBJECTIVES {
            let d = 2 * BLOCK + 5;
            let mut want = vec![0.0; LENGTHS.len() * d];
            let [_, least] = step(&exec, d, objective, Solver::Cholesky, &mut want);
            let mut x = noise(want.len(), 0.9);
            let mut steps = 0;
            while distance(&x, &want) > 1e-9 {
                let [before, after] = step(&exec, d, objective, Solver::Block, &mut x);
                assert!(after <= before * (1.0 + 1e-13) && after >= least * (1.0 - 1e-13));
                steps += 1;
                assert!(steps < 2000, "{objective:?}");
            }
            assert!(steps > 1, "one step of several blocks is not exact");
            let mut still = want.clone();
            step(&exec, d, objective, Solver::Block, &mut still);
            assert!(distance(&still, &want) < 1e-11, "{objective:?}");
        }
    }
}
