//! Mutual information by nearest neighbours.
//!
//! The simple loops, over the points i (counts are of points other than i unless they say so):
//! ```text
//! ksg1:   r = distance of the k-th neighbour of (x, y);  n_x = |x_j - x_i| < r, i included; n_y likewise
//!         I += psi(k) + psi(N) - psi(n_x) - psi(n_y)
//! ksg2:   r_x, r_y = sides of the rectangle of the k neighbours;  n_x = |x_j - x_i| <= r_x
//!         I += psi(k) - 1/k + psi(N) - psi(n_x) - psi(n_y)
//! mixed:  as ksg1, with log N for psi(N)
//! ross:   r = distance of the k-th neighbour of i's label;  m = |x_j - x_i| <= r
//!         I += psi(k) + psi(N) - psi(n_label) - psi(m)
//! ```
//! Structures as in `knn_conditional.rs`. Where r = 0 (ksg1, mixed), points at distance 0 are counted in
//! every space, i included, and k is their number. Where other distances are tied (ksg2, ross), k is the
//! number of points that the ball holds. So every count of a term speaks of the same ball, and no estimate
//! depends on the order of points.
//!
//! Rejected: counts of the closed ball and logarithms for "mixed", as the algorithm is printed: Gao's own
//! example of 5 values comes out 0.3 nats too low.

use super::digamma::Digamma;
use super::knn_checks::{check_columns, check_neighbours};
use super::knn_conditional::coincident;
use super::labels::{Codes, group};
use crate::neighbours::{Ball, Columns, KdTree, Samples, Space};
use crate::numerics::filled;
use crate::{Error, Exec, Real, Result, Work};

/// Nanoseconds a point and dimension.
const NS: f64 = 300.0;

/// The estimators of two numeric variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    /// Kraskov, Stögbauer and Grassberger (2004), equation 8.
    Ksg1,
    /// The same, equation 9.
    Ksg2,
    /// Gao, Kannan, Oh and Viswanath (2017), as their own code counts.
    Mixed,
}

impl Pair {
    /// The estimator of a name.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "ksg1" => Ok(Self::Ksg1),
            "ksg2" => Ok(Self::Ksg2),
            "mixed" => Ok(Self::Mixed),
            _ => Err(Error::domain(format!(
                "no estimator of two numeric variables is called {name}"
            ))),
        }
    }
}

/// The predicted time of `n` points with `n_dims` values each.
pub fn mutual_info_knn_work(n: usize, n_dims: usize) -> Work {
    Work::new(n.saturating_mul(n_dims), NS)
}

/// The mutual information of two numeric variables.
pub fn mutual_info_knn<T: Real>(
    exec: &Exec,
    x: Samples<'_, T>,
    y: Samples<'_, T>,
    n_neighbors: usize,
    pair: Pair,
) -> Result<f64> {
    let (x, y) = (x.columns()?, y.columns()?);
    let (x, y) = (Columns::beside(&[&x]), Columns::beside(&[&y]));
    let n = check_columns(&[("x", &x), ("y", &y)])?;
    check_neighbours(n, n_neighbors)?;
    let joint = [x.as_slice(), &y].concat();
    let built = exec.map_items(vec![x.clone(), y], |_, columns| Space::new(exec, &columns))?;
    let [of_x, of_y] = built.as_slice() else { return Ok(f64::NAN) };
    let psi = Digamma::up_to(n)?;
    let size = n as f64;
    if pair == Pair::Ksg2 {
        let joint = KdTree::new(exec, &joint)?;
        let radii = joint.kth_distances(exec, n_neighbors)?;
        let extents = joint.extents(exec, &radii, x.len())?;
        let (x_radii, y_radii): (Vec<T>, Vec<T>) =
            extents.iter().map(|e| (e.first, e.rest)).unzip();
        let n_x = of_x.counts(exec, &x_radii, Ball::Closed)?;
        let n_y = of_y.counts(exec, &y_radii, Ball::Closed)?;
        let term = |at: usize| {
            let k = extents[at].count - 1;
            psi.of(k) - 1.0 / k as f64 + psi.of(n) - psi.of(n_x[at] - 1) - psi.of(n_y[at] - 1)
        };
        return Ok((0..n).map(term).sum::<f64>() / size);
    }
    let joint = Space::new(exec, &joint)?;
    let radii = joint.kth_distances(exec, n_neighbors)?;
    let coincident = coincident(exec, &joint, &radii)?;
    let whole = if pair == Pair::Mixed { size.ln() } else { psi.of(n) };
    let n_x = of_x.counts(exec, &radii, Ball::Open)?;
    let n_y = of_y.counts(exec, &radii, Ball::Open)?;
    let term = |at: usize| {
        let k = if radii[at] > T::ZERO { n_neighbors } else { coincident[at] };
        (psi.of(k) - psi.of(n_x[at])) + (whole - psi.of(n_y[at]))
    };
    Ok((0..n).map(term).sum::<f64>() / size)
}

/// The mutual information of a numeric variable and labels (Ross). Points alone with their label stay out;
/// labels are numbered from 0.
pub fn mutual_info_knn_labels<T: Real>(
    exec: &Exec,
    x: Samples<'_, T>,
    labels: &[i64],
    n_neighbors: usize,
) -> Result<f64> {
    if x.len() != labels.len() {
        return Err(Error::shape(format!(
            "x and y must have the same number of samples, got {} and {}",
            x.len(),
            labels.len()
        )));
    }
    check_neighbours(x.len(), n_neighbors)?;
    let n_labels = labels.iter().max().map_or(0, |&last| last.max(0) as usize + 1);
    let groups = group(exec, Codes::new(exec, labels, n_labels)?)?;
    let groups: Vec<&[usize]> = groups.iter().filter(|group| group.len() > 1).collect();
    let columns = x.columns()?.rows(&groups.concat());
    let n: usize = groups.iter().map(|group| group.len()).sum();
    if n == 0 {
        return Ok(0.0);
    }
    let psi = Digamma::up_to(n)?;
    let (mut radii, mut inside) = (filled(n, T::ZERO)?, filled(n, 0)?);
    let mut start = 0;
    for group in &groups {
        let members: Vec<usize> = (start..start + group.len()).collect();
        let of_group = columns.rows(&members);
        let space = Space::new(exec, &Columns::beside(&[&of_group]))?;
        let distances = space.kth_distances(exec, n_neighbors.min(group.len() - 1))?;
        let counts = space.counts(exec, &distances, Ball::Closed)?;
        radii[start..start + group.len()].copy_from_slice(&distances);
        inside[start..start + group.len()].copy_from_slice(&counts);
        start += group.len();
    }
    let around = Space::new(exec, &Columns::beside(&[&columns]))?;
    let around = around.counts(exec, &radii, Ball::Closed)?;
    let of_labels = groups.iter().flat_map(|group| vec![psi.of(group.len()); group.len()]);
    let terms = of_labels.enumerate().map(|(at, of_label)| {
        // A ball without a radius counts its centre, as a label's and the whole sample's numbers do.
        let centre = usize::from(radii[at] > T::ZERO);
        (psi.of(inside[at] - centre) - psi.of(around[at] - centre)) + (psi.of(n) - of_label)
    });
    Ok(terms.sum::<f64>() / n as f64)
}
