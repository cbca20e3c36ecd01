//! The mutual information of each feature and a target: what scikit-learn estimates, with its values.
//!
//! The simple loop, over features: sort or build what the estimate needs of feature and target, count.
//! 1. The target is sorted once, for all features.
//! 2. Neighbours of one number are found in sorted values, those of two in a kd-tree; scikit-learn builds
//!    three trees a feature.
//! 3. Features are tasks where there are many, points where there are few.
//!
//! 10,000 samples of 100 features, two threads: numbers take 0.35 s, a seventh of scikit-learn's time, and
//! classes 0.08 s, a seventeenth.

use super::columns::Ascending;
use super::labels::of_number;
use crate::information::{Codes, Digamma, check_neighbours, mutual_info_score};
use crate::neighbours::line::count_within;
use crate::neighbours::{Ball, KdTree};
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::{Error, Exec, Result, Work};

/// So many features are shared out whole.
const MANY_FEATURES: usize = 8;

/// Points of a task.
const QUERIES: usize = 1 << 10;

/// What features are to tell of.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Labels numbered from 0, and how many there are.
    Labels(&'a [i64], usize),
    /// Finite numbers.
    Values(&'a [f64]),
}

/// The predicted time of `n_samples` of `n_features`.
pub fn relevance_work(n_samples: usize, n_features: usize) -> Work {
    Work::new(n_samples.saturating_mul(n_features), 150.0)
}

/// In nats, not negative. `features` lie one after the other; `discrete` says which are labels.
pub fn relevance(
    exec: &Exec,
    features: &[f64],
    discrete: &[bool],
    target: Target<'_>,
    n_neighbors: usize,
    out: &mut [f64],
) -> Result<()> {
    let n = match target {
        Target::Labels(labels, n_labels) => {
            if labels.iter().any(|&label| label as usize >= n_labels) {
                return Err(Error::domain(format!("labels must be below {n_labels}")));
            }
            labels.len()
        }
        Target::Values(values) => values.len(),
    };
    if product(&[n, out.len()])? != features.len() || discrete.len() != out.len() {
        return Err(Error::shape("features, discrete and out must be of one number of features"));
    }
    if u32::try_from(n).is_err() || n == 0 || n_neighbors == 0 {
        return Err(Error::domain("1 to 2^32 - 1 samples are needed, and 1 neighbour or more"));
    }
    let sorted = match target {
        Target::Values(values) => Some(Ascending::of(values)?),
        Target::Labels(..) => None,
    };
    let alone = exec.worth(Work::new(0, 0.0));
    let shared_out = out.len() >= MANY_FEATURES;
    let (outer, inner) = if shared_out { (exec, &alone) } else { (&alone, exec) };
    let psi = Digamma::up_to(n)?;
    let tasks = out.iter_mut().zip(features.chunks_exact(n)).zip(discrete).collect();
    outer.map_items(tasks, |_, ((out, feature), &discrete): ((&mut f64, &[f64]), _)| {
        *out = match (target, &sorted) {
            (Target::Labels(labels, n_labels), _) => {
                let feature = Ascending::of(feature)?;
                if discrete {
                    let mut codes = Vec::new();
                    let n_codes = feature.labels(&mut codes);
                    let x = Codes::new(inner, &codes, n_codes)?;
                    mutual_info_score(inner, x, Codes::new(inner, labels, n_labels)?)?
                } else {
                    of_number(inner, &feature, labels, n_labels, n_neighbors)?
                }
            }
            (Target::Values(_), Some(sorted)) if discrete => {
                let mut labels = Vec::new();
                let n_labels = Ascending::of(feature)?.labels(&mut labels);
                of_number(inner, sorted, &labels, n_labels, n_neighbors)?
            }
            (Target::Values(values), Some(sorted)) => {
                of_two_numbers(inner, [feature, values], &sorted.values, n_neighbors, &psi)?
            }
            (Target::Values(_), None) => f64::NAN,
        };
        Ok(())
    })?;
    Ok(())
}

/// Kraskov's first estimate, as scikit-learn counts: points at distance 0 where the radius is 0.
fn of_two_numbers(
    exec: &Exec,
    [x, y]: [&[f64]; 2],
    y_sorted: &[f64],
    n_neighbors: usize,
    psi: &Digamma,
) -> Result<f64> {
    let n = x.len();
    check_neighbours(n, n_neighbors)?;
    let radii = KdTree::new(exec, &[x, y])?.kth_distances(exec, n_neighbors)?;
    let mut x_sorted = filled(n, 0.0)?;
    x_sorted.copy_from_slice(x);
    x_sorted.sort_unstable_by(f64::total_cmp);
    let sums = exec.map_chunks(Chunks::new(n, QUERIES), |_, range| {
        let term = |at: usize| {
            let reach = Ball::Open.reach(radii[at]);
            psi.of(count_within(&x_sorted, x[at], reach))
                + psi.of(count_within(y_sorted, y[at], reach))
        };
        Ok(range.map(term).sum::<f64>())
    })?;
    let mean = sums.iter().sum::<f64>() / n as f64;
    Ok((psi.of(n) + psi.of(n_neighbors) - mean).max(0.0))
}
