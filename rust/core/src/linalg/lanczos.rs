//! Lanczos' three-term recurrence with full reorthogonalisation: the part of the thick-restart method
//! between two restarts (K. Wu and H. Simon, SIAM J. Operator Anal. Appl. 22, 2000, 602-616).
//!
//! The simple loop, for an orthonormal basis `v` and the projection `t = V^T A V` of order m:
//! ```text
//! for j in from..m:
//!     w = A v[j];  t[j, j] = v[j] . w;  w -= sum over i of (v[i] . w) v[i]
//!     t[j, j + 1] = |w|;  v[j + 1] = w / |w|
//! ```
//! 1. The two or three components that the recurrence knows of are taken away first, so that what the
//!    basis finds after that are rounding errors; where it finds more, a second pass follows ("twice is
//!    enough").
//! 2. Rounding errors grow by a factor of |w| before and after the recurrence a step. Where that is small,
//!    a vector waits for the next one, and both are orthogonalised in one pass: the basis is read once a
//!    step instead of twice. With 200,000 nodes 150 steps take 0.90 s instead of 1.14 s.
//! 3. The passes keep chunks of w in the cache and take four vectors of the basis at a time
//!    (`vectors.rs`).

use super::operator::Operator;
use super::vectors::{dot, dots, norm, scaled, subtract};
use crate::numerics::filled;
use crate::{Error, Exec, Real, Result};

/// The basis and the projection on it.
#[derive(Debug)]
pub struct Krylov<'a> {
    /// Order of A.
    n: usize,
    /// Largest number of vectors.
    m: usize,
    /// `m + 1` vectors of length `n`, orthonormal as far as they are known.
    basis: &'a mut [f64],
    /// `m` rows of `m` elements, symmetric.
    projection: &'a mut [f64],
}

impl<'a> Krylov<'a> {
    /// `basis` of `m + 1` vectors, `projection` of order `m`.
    pub fn new(
        n: usize,
        m: usize,
        basis: &'a mut [f64],
        projection: &'a mut [f64],
    ) -> Result<Self> {
        let sizes = [m.checked_add(1).and_then(|rows| rows.checked_mul(n)), m.checked_mul(m)];
        if sizes != [Some(basis.len()), Some(projection.len())] {
            return Err(Error::shape("the basis must have one vector more than the projection"));
        }
        Ok(Self { n, m, basis, projection })
    }

    /// Steps `from..m`. Returns how many vectors are projected on, and the length of what remains of
    /// the last product: 0.0 where the basis spans an invariant subspace, and the next vector is the
    /// caller's to choose.
    pub fn extend<T: Real>(
        &mut self,
        exec: &Exec,
        a: Operator<T>,
        from: usize,
    ) -> Result<(usize, f64)> {
        a.check()?;
        let mut w = filled(self.n, 0.0)?;
        let mut rest = 0.0;
        for j in from..self.m {
            exec.check()?;
            a.apply(exec, &self.basis[j * self.n..(j + 1) * self.n], &mut w)?;
            rest = self.step(exec, j, &mut w)?;
            if rest == 0.0 {
                return Ok((j + 1, 0.0));
            }
        }
        Ok((self.m, rest))
    }

    /// Takes in `w`, the product of A with vector `j`; returns the length of what is new in it, 0.0 if
    /// that is rounding errors.
    pub fn step(&mut self, exec: &Exec, j: usize, w: &mut [f64]) -> Result<f64> {
        /// A vector that the recurrence leaves less of does not wait.
        const WAITS: f64 = 0.01;
        let (n, m) = (self.n, self.m);
        if j >= m || w.len() != n {
            return Err(Error::shape("a product must be as long as a vector of the basis"));
        }
        let whole = norm(exec, w)?;
        if !whole.is_finite() {
            return Err(Error::domain("products with A must be finite"));
        }
        let diagonal = dot(exec, &self.basis[j * n..(j + 1) * n], w)?;
        // The row of the projection up to the diagonal: one neighbour, or after a restart all before.
        let mut row = filled(j + 1, 0.0)?;
        (0..j).for_each(|i| row[i] = self.projection[i * m + j]);
        row[j] = diagonal;
        self.check_symmetry(exec, &row, w, whole)?;
        let first = row[..j].iter().position(|&x| x != 0.0).unwrap_or(j);
        let known = &self.basis[first * n..(j + 1) * n];
        let [mut rest] = subtract(exec, known, [&row[first..]], [w])?;
        // The last vector does not wait, and so every second one before it.
        let waits = (m - 1 - j) % 2 == 1 && rest > WAITS * whole;
        if !waits {
            let correction;
            (rest, correction) = self.orthogonalise(exec, j, w, rest)?;
            row[j] += correction;
        }
        self.projection[j * m + j] = row[j];
        if rest <= n as f64 * f64::EPSILON * whole.max(self.size()) {
            rest = 0.0;
        } else {
            scaled(exec, 1.0 / rest, w, &mut self.basis[(j + 1) * n..(j + 2) * n])?;
        }
        if j + 1 < m {
            self.projection[j * m + j + 1] = rest;
            self.projection[(j + 1) * m + j] = rest;
        }
        Ok(rest)
    }

    /// Makes `w`, of length `before`, orthogonal to the vectors up to `j`, of which the last may have
    /// waited; returns the length that is left, and what was found of vector `j`.
    fn orthogonalise(
        &mut self,
        exec: &Exec,
        j: usize,
        w: &mut [f64],
        mut before: f64,
    ) -> Result<(f64, f64)> {
        /// Another pass where one leaves less than this of a vector.
        const LOSS: f64 = 0.5;
        let (known, last) = self.basis[..(j + 1) * self.n].split_at_mut(j * self.n);
        let [of_last, of_w] = dots(exec, known, [last, w])?;
        subtract(exec, known, [&of_last, &of_w], [last, w])?;
        let mut correction = 0.0;
        for pass in 0..3 {
            if pass > 0 {
                let [found] = dots(exec, known, [w])?;
                subtract(exec, known, [&found], [w])?;
            }
            let found = dot(exec, last, w)?;
            let [after] = subtract(exec, last, [&[found]], [w])?;
            correction += found;
            let enough = after > LOSS * before;
            before = after;
            if enough {
                break;
            }
        }
        Ok((before, correction))
    }

    /// The largest element of the projection so far.
    fn size(&self) -> f64 {
        self.projection.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()))
    }

    /// A symmetric A has `v[j - 1] . A v[j] = v[j] . A v[j - 1]`, which is known. Looked at once, for
    /// the start is random.
    fn check_symmetry(&self, exec: &Exec, row: &[f64], w: &[f64], whole: f64) -> Result<()> {
        /// A callable may compute in single precision.
        const GROSS: f64 = 1e-3;
        let &[above, _] = row else { return Ok(()) };
        let below = dot(exec, &self.basis[..self.n], w)?;
        if (below - above).abs() > GROSS * whole.max(above.abs()) {
            return Err(Error::domain(format!(
                "A must be symmetric, got x . A y = {below:e} and y . A x = {above:e}"
            )));
        }
        Ok(())
    }
}
