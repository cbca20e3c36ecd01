//! The information bottleneck (Tishby, Pereira, Bialek 1999): clusters T of X that know of Y.
//!
//! ```text
//! repeat: p(t) = sum over x of p(x) p(t|x);  p(y|t) = sum over x of p(x, y) p(t|x) / p(t)
//!         p(t|x) = p(t) exp(-beta D(p(y|x) || p(y|t))) / sum
//! ```
//! lowers `I(X; T) - beta I(T; Y)` (their theorem 5). Both halves are products of a matrix with vectors, a
//! cluster or an x each, shared out among the threads: `D = sum p(y|x) log p(y|x) - sum p(y|x) log p(y|t)`.

use super::distribution::{distribution, negative_entropy, relative_entropy, times, transposed};
use crate::numerics::{filled, reserved};
use crate::{Error, Exec, Real, Result, Work};

/// The logarithm of 0: beside it nothing counts, and 0 times it is 0.
const LOG_ZERO: f64 = -1e300;

/// Samples of a task.
const ROWS: usize = 32;

/// The predicted time.
pub fn bottleneck_work([n_x, n_y]: [usize; 2], n_clusters: usize, n_iter: usize) -> Work {
    const NS: f64 = 1.0;
    Work::new(n_x, NS * n_y as f64 * n_clusters as f64 * n_iter as f64)
}

/// Where what is found goes.
#[derive(Debug)]
pub struct Bottleneck<'a> {
    /// p(t|x), row by row of x: holds the start, any positive numbers.
    pub assignment: &'a mut [f64],
    /// p(t).
    pub clusters: &'a mut [f64],
    /// p(y|t), row by row of t.
    pub decoder: &'a mut [f64],
}

/// How it ended.
#[derive(Clone, Debug)]
pub struct BottleneckEnd {
    /// I(X; T) in nats.
    pub complexity: f64,
    /// I(T; Y) in nats.
    pub relevance: f64,
    /// `I(X; T) - beta I(T; Y)` after each step.
    pub losses: Vec<f64>,
    /// Whether the last step lowered it by at most `tol`; never if that is 0.
    pub converged: bool,
}

/// Clusters of the rows of `joint`.
pub fn information_bottleneck<T: Real>(
    exec: &Exec,
    joint: &[T],
    shape: [usize; 2],
    beta: f64,
    (tol, max_iter): (f64, usize),
    found: Bottleneck,
) -> Result<BottleneckEnd> {
    let [n_x, n_y] = shape;
    let Bottleneck { assignment, clusters, decoder } = found;
    let n_t = clusters.len();
    if !(beta >= 0.0 && beta.is_finite()) {
        return Err(Error::domain(format!("beta must be finite and not negative, got {beta}")));
    }
    let lengths = [joint.len(), assignment.len(), decoder.len()];
    if lengths != [n_x * n_y, n_x * n_t, n_t * n_y] {
        return Err(Error::shape("joint and results must have shapes that fit"));
    }
    let joint = distribution("joint", joint, &shape)?;
    let given = Given::new(&joint, shape)?;
    normalise(assignment, n_t);
    let mut losses = Vec::new();
    loop {
        exec.check()?;
        given.describe(exec, assignment, clusters, decoder)?;
        let complexity = given.complexity(assignment, clusters);
        let relevance = given.relevance(clusters, decoder);
        losses.push(complexity - beta * relevance);
        let converged = match losses[..] {
            [.., before, last] => tol > 0.0 && before - last <= tol,
            _ => false,
        };
        if converged || losses.len() == max_iter {
            return Ok(BottleneckEnd { complexity, relevance, losses, converged });
        }
        given.assign(exec, beta, assignment, clusters, decoder)?;
    }
}

/// What the joint distribution says.
struct Given {
    shape: [usize; 2],
    /// p(x) and p(y).
    marginals: [Vec<f64>; 2],
    /// p(y|x), row by row of x; the sums of its p log p.
    conditional: Vec<f64>,
    own: Vec<f64>,
    /// p(x, y), row by row of y.
    turned: Vec<f64>,
}

impl Given {
    fn new(joint: &[f64], shape: [usize; 2]) -> Result<Self> {
        let [n_x, n_y] = shape;
        let turned = transposed(joint, shape)?;
        let (mut rows, mut columns, mut own) = (reserved(n_x)?, reserved(n_y)?, reserved(n_x)?);
        rows.extend(joint.chunks_exact(n_y).map(|row| row.iter().sum::<f64>()));
        columns.extend(turned.chunks_exact(n_x).map(|column| column.iter().sum::<f64>()));
        let mut conditional = filled(joint.len(), 0.0)?;
        conditional.copy_from_slice(joint);
        for (row, sum) in conditional.chunks_exact_mut(n_y).zip(&rows) {
            // A row that never comes stays 0: it is as near to one cluster as to another.
            let divisor = if *sum > 0.0 { *sum } else { 1.0 };
            row.iter_mut().for_each(|x| *x /= divisor);
            own.push(negative_entropy(row));
        }
        Ok(Self { shape, marginals: [rows, columns], conditional, own, turned })
    }

    /// p(t) and p(y|t) of p(t|x).
    fn describe(
        &self,
        exec: &Exec,
        assignment: &[f64],
        clusters: &mut [f64],
        decoder: &mut [f64],
    ) -> Result<()> {
        let [n_x, n_y] = self.shape;
        let columns = transposed(assignment, [n_x, clusters.len()])?;
        let tasks = decoder.chunks_mut(n_y).zip(columns.chunks(n_x)).zip(clusters);
        exec.map_items(tasks.collect(), |_, ((row, column), cluster)| {
            times(exec.level(), &self.turned, column, row);
            *cluster = row.iter().sum();
            let divisor = cluster.max(f64::MIN_POSITIVE);
            row.iter_mut().for_each(|x| *x /= divisor);
            Ok(())
        })?;
        Ok(())
    }

    /// p(t|x) of p(t) and p(y|t).
    fn assign(
        &self,
        exec: &Exec,
        beta: f64,
        assignment: &mut [f64],
        clusters: &[f64],
        decoder: &[f64],
    ) -> Result<()> {
        let ([_, n_y], n_t) = (self.shape, clusters.len());
        let log = |x: &f64| if *x > 0.0 { x.ln() } else { LOG_ZERO };
        let mut logs = reserved(decoder.len())?;
        logs.extend(decoder.iter().map(log));
        exec.map_items(assignment.chunks_mut(ROWS * n_t).collect(), |task, rows: &mut [f64]| {
            for (x, row) in (task * ROWS..).zip(rows.chunks_exact_mut(n_t)) {
                let conditional = &self.conditional[x * n_y..][..n_y];
                times(exec.level(), &logs, conditional, row);
                for (t, cluster) in row.iter_mut().zip(clusters) {
                    *t = log(cluster) - beta * (self.own[x] - *t);
                }
                let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                row.iter_mut().for_each(|t| *t = (*t - largest).exp());
                normalise(row, n_t);
            }
            Ok(())
        })?;
        Ok(())
    }

    fn complexity(&self, assignment: &[f64], clusters: &[f64]) -> f64 {
        let rows = assignment.chunks_exact(clusters.len()).zip(&self.marginals[0]);
        rows.map(|(row, p)| p * relative_entropy(row, clusters)).sum()
    }

    fn relevance(&self, clusters: &[f64], decoder: &[f64]) -> f64 {
        let rows = decoder.chunks_exact(self.shape[1]).zip(clusters).filter(|&(_, &p)| p > 0.0);
        rows.map(|(row, p)| p * relative_entropy(row, &self.marginals[1])).sum()
    }
}

/// Each row over its sum.
fn normalise(x: &mut [f64], width: usize) {
    for row in x.chunks_exact_mut(width.max(1)) {
        let sum: f64 = row.iter().sum();
        row.iter_mut().for_each(|x| *x /= sum);
    }
}
