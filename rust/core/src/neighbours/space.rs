//! Points with the search that suits them: a sorted line in one dimension, a tree in more.

use super::line::{ascending, count_within, kth_from, kth_of_member, position};
use super::tree::KdTree;
use crate::numerics::{filled, reserved};
use crate::parallel::Chunks;
use crate::{Exec, Real, Result};

/// Points of a line longer than this go into a tree: sorting them would not hear Ctrl-C in time.
const LINE_MAX: usize = 1 << 20;

/// Queries of a task on a line: some 50 microseconds.
const QUERIES: usize = 1 << 10;

/// Which distances count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ball {
    /// Below the radius; where that is 0, points at distance 0.
    Open,
    /// Up to the radius.
    Closed,
}

impl Ball {
    /// The largest distance that counts.
    #[inline(always)]
    pub fn reach<T: Real>(self, radius: T) -> T {
        match self {
            Self::Open if radius > T::ZERO => radius.next_down(),
            _ => radius,
        }
    }
}

/// Points in the maximum norm.
#[derive(Clone, Debug)]
pub enum Space<T> {
    /// Values as they came, and sorted.
    Line(Vec<T>, Vec<T>),
    /// Points of more dimensions, or very many.
    Tree(KdTree<T>),
}

impl<T: Real> Space<T> {
    /// The points given by their columns.
    pub fn new(exec: &Exec, columns: &[&[T]]) -> Result<Self> {
        match columns {
            [column] if column.len() <= LINE_MAX => {
                let mut values = reserved(column.len())?;
                values.extend_from_slice(column);
                let mut sorted = reserved(column.len())?;
                sorted.extend_from_slice(column);
                sorted.sort_unstable_by(ascending);
                Ok(Self::Line(values, sorted))
            }
            _ => KdTree::new(exec, columns).map(Self::Tree),
        }
    }

    /// The distance of each point from the k-th nearest other one; infinite where there are too few.
    pub fn kth_distances(&self, exec: &Exec, k: usize) -> Result<Vec<T>> {
        match self {
            Self::Line(values, sorted) => {
                on_line(exec, values, |_, x| kth_of_member(sorted, position(sorted, x), k))
            }
            Self::Tree(tree) => tree.kth_distances(exec, k),
        }
    }

    /// The distance of other points, given by their columns, from the k-th nearest of these.
    pub fn kth_distances_from(&self, exec: &Exec, points: &[&[T]], k: usize) -> Result<Vec<T>> {
        match (self, points) {
            (Self::Line(_, sorted), [column]) => {
                on_line(exec, column, |_, x| kth_from(sorted, x, k))
            }
            (Self::Line(..), _) => Err(crate::Error::shape("points must have one column")),
            (Self::Tree(tree), _) => tree.kth_distances_from(exec, points, k),
        }
    }

    /// How many points, itself included, each point has in its ball.
    pub fn counts(&self, exec: &Exec, radii: &[T], ball: Ball) -> Result<Vec<usize>> {
        let mut reach = filled(radii.len(), T::ZERO)?;
        reach.iter_mut().zip(radii).for_each(|(reach, &radius)| *reach = ball.reach(radius));
        match self {
            Self::Line(values, sorted) => {
                on_line(exec, values, |at, x| count_within(sorted, x, reach[at]))
            }
            Self::Tree(tree) => tree.counts(exec, &reach),
        }
    }
}

/// One answer a value.
fn on_line<T: Real, R: Send>(
    exec: &Exec,
    values: &[T],
    answer: impl Fn(usize, T) -> R + Sync,
) -> Result<Vec<R>> {
    let tasks = exec.map_chunks(Chunks::new(values.len(), QUERIES), |_, range| {
        let mut answers = reserved(range.len())?;
        answers.extend(range.map(|at| answer(at, values[at])));
        Ok(answers)
    })?;
    Ok(tasks.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    const N_OTHERS: usize = 50;

    /// Columns of a lattice with ties, or of numbers that all differ.
    fn columns(n: usize, n_dims: usize, tied: bool) -> Vec<Vec<f64>> {
        let value = |at: usize, dim: usize| {
            let mixed = (at * 7919 + dim * 104_729 + 13) * 2_654_435_761 % 1_000_003;
            if tied { (mixed % 5) as f64 } else { mixed as f64 / 1000.0 }
        };
        (0..n_dims).map(|dim| (0..n).map(|at| value(at, dim)).collect()).collect()
    }

    /// Of point `i` of `a` to all points of `b`.
    fn sorted_distances(a: &[Vec<f64>], i: usize, b: &[Vec<f64>]) -> Vec<f64> {
        let distance = |j: usize| {
            a.iter().zip(b).fold(0.0, |most, (a, b)| f64::max(most, (a[i] - b[j]).abs()))
        };
        let mut all: Vec<f64> = (0..b[0].len()).map(distance).collect();
        all.sort_unstable_by(f64::total_cmp);
        all
    }

    fn check(exec: &Exec, space: &Space<f64>, points: &[Vec<f64>], others: &[Vec<f64>]) {
        let n = points[0].len();
        let slices: Vec<&[f64]> = others.iter().map(Vec::as_slice).collect();
        let at = |all: &[f64], k| all.get(k).copied().unwrap_or(f64::INFINITY);
        let own: Vec<Vec<f64>> = (0..n).map(|i| sorted_distances(points, i, points)).collect();
        for k in [1, 3, 40] {
            let want: Vec<f64> = own.iter().map(|all| at(all, k)).collect();
            assert_eq!(space.kth_distances(exec, k).unwrap(), want, "{k}");
            let want: Vec<f64> =
                (0..N_OTHERS).map(|i| at(&sorted_distances(others, i, points), k - 1)).collect();
            assert_eq!(space.kth_distances_from(exec, &slices, k).unwrap(), want, "{k}");
        }
        let radii = space.kth_distances(exec, 2.min(n - 1)).unwrap();
        for ball in [Ball::Open, Ball::Closed] {
            let inside = |(all, &radius): (&Vec<f64>, &f64)| {
                all.iter().filter(|&&d| d <= ball.reach(radius)).count()
            };
            let want: Vec<usize> = own.iter().zip(&radii).map(inside).collect();
            assert_eq!(space.counts(exec, &radii, ball).unwrap(), want, "{ball:?}");
        }
    }

    #[test]
    fn searches_are_what_all_distances_say() {
        let shapes = [(1, 1), (2, 2), (31, 1), (32, 3), (33, 2), (64, 2), (65, 4), (700, 3)];
        for level in available_levels() {
            let exec = Exec::serial(level);
            for (n, n_dims) in shapes {
                for tied in [false, true] {
                    let points = columns(n, n_dims, tied);
                    let others = columns(N_OTHERS, n_dims + 1, tied).split_off(1);
                    let slices: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
                    check(&exec, &Space::new(&exec, &slices).unwrap(), &points, &others);
                    let tree = Space::Tree(KdTree::new(&exec, &slices).unwrap());
                    check(&exec, &tree, &points, &others);
                }
            }
        }
    }

    #[test]
    fn distances_may_overflow() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let x = [1e308, -1e308, 0.0];
            let space = Space::Tree(KdTree::new(&exec, &[&x, &x]).unwrap());
            assert_eq!(
                space.kth_distances(&exec, 2).unwrap(),
                [f64::INFINITY, f64::INFINITY, 1e308]
            );
            assert_eq!(space.counts(&exec, &[1e308; 3], Ball::Closed).unwrap(), [2, 2, 3]);
        }
    }
}
