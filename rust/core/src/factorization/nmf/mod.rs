//! Non-negative matrix factorization `X ~ W H`.
//!
//! ```text
//! min over W, H >= 0 of  D(X, W H) + l1 (sum W + sum H) + l2/2 (|W|^2 + |H|^2)
//! ```
//! W and H take turns. H is kept transposed, so that both turns are one: "the rows of a matrix, given the
//! factor of its columns". A row does not know the others.

mod alternate;
mod blocked;
mod check;
mod fused;
mod pairs;
mod panel;
mod pointwise;
mod products;
mod stop;
mod turned;
mod update;

use crate::numerics::Csr;
use crate::simd::function::Elementary;
use crate::{Exec, Result, Work};

/// The matrix, rows one after the other.
#[derive(Clone, Copy, Debug)]
pub enum Data<'a, T> {
    /// Every element.
    Dense(&'a [T]),
    /// Every element, and which of them count.
    Masked(&'a [T], &'a [bool]),
    /// What is not stored is zero.
    Sparse(Csr<'a, T>),
}

/// How a factor moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// One component after the other to its minimum (Frobenius).
    Descent,
    /// Multiplied by a ratio that does not let the loss grow.
    Multiplicative,
}

/// The distance D.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// `|X - W H|^2 / 2`.
    Frobenius,
    /// `sum of x log(x / wh) - x + wh`.
    KullbackLeibler,
}

/// What is to be done.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How.
    pub rule: Rule,
    /// What.
    pub distance: Distance,
    /// Penalty of sums.
    pub l1: f64,
    /// Penalty of halved squares.
    pub l2: f64,
    /// How often a factor's turn goes over its components; only descent goes more than once.
    pub passes: usize,
    /// Turns of both factors, at most.
    pub max_iter: usize,
    /// When to stop.
    pub tol: f64,
    /// Whether H stays as it is.
    pub fixed: bool,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct NmfEnd {
    /// The objective after each iteration.
    pub losses: Vec<f64>,
    /// The last of them without penalties.
    pub distance: f64,
    /// Whether the stopping rule was met.
    pub converged: bool,
}

/// The predicted time.
pub fn nmf_work(
    (n_rows, n_columns): (usize, usize),
    stored: usize,
    k: usize,
    passes: usize,
    max_iter: usize,
) -> Work {
    /// A product with an element of X and one of its transpose, or the same of a factor.
    const NS: f64 = 0.1;
    let factors = n_rows.saturating_add(n_columns).saturating_mul(k).saturating_mul(passes);
    let each = stored.saturating_add(factors).saturating_mul(k);
    Work::new(each.saturating_mul(max_iter), NS)
}

/// Factorizes the (n, m) matrix `data` from where `w` (n rows of `k`) and `ht` (m rows of `k`) are.
pub fn nmf<T: Elementary>(
    exec: &Exec,
    data: Data<T>,
    shape: (usize, usize),
    k: usize,
    options: Options,
    (w, ht): (&mut [T], &mut [T]),
) -> Result<NmfEnd> {
    check::options(&options, k)?;
    check::shapes(&data, shape, k, (w.len(), ht.len()))?;
    check::data(exec, data, shape.1)?;
    check::factor("W", w, k)?;
    check::factor_transposed("H", ht, k)?;
    let end = match (data, options.distance) {
        (Data::Masked(..), _) | (_, Distance::KullbackLeibler) => {
            alternate::run(exec, data, shape, k, options, w, ht)?
        }
        _ => products::run(exec, data, shape, k, options, w, ht)?,
    };
    check::end(&end.losses)?;
    Ok(end)
}
