//! Eigenvalues of a symmetric tridiagonal matrix by implicit QL, and the rotations that lead to them.

use crate::Real;
use crate::simd::Sweep;

/// A multiple of the order that no matrix needs: some 1.7 sweeps an eigenvalue are common, LAPACK gives up
/// at 30.
const MAX_SWEEPS: usize = 30;

/// The state of the iteration. The matrix, whose largest element is near 1, becomes diagonal in place.
pub(super) struct ImplicitQl<'a, T> {
    /// The diagonal; at the end the eigenvalues, in no order.
    pub diagonal: &'a mut [T],
    /// `off[i]` couples i and i + 1; one element longer than that takes.
    pub off: &'a mut [T],
    low: usize,
    sweeps: usize,
}

/// What [`ImplicitQl::step`] did.
pub(super) enum Step {
    /// One sweep more.
    Swept(Sweep),
    /// All eigenvalues are found.
    Done,
    /// More sweeps than any matrix needs.
    Stuck,
}

impl<'a, T: Real> ImplicitQl<'a, T> {
    pub fn new(diagonal: &'a mut [T], off: &'a mut [T]) -> Self {
        Self { diagonal, off, low: 0, sweeps: 0 }
    }

    /// The next sweep, its rotations `[c, s]` appended to `rotations`.
    pub fn step(&mut self, rotations: &mut Vec<[T; 2]>) -> Step {
        let n = self.diagonal.len();
        while self.low < n {
            let high = self.high();
            if high == self.low {
                self.low += 1;
                continue;
            }
            self.sweeps += 1;
            if self.sweeps > MAX_SWEEPS * n {
                return Step::Stuck;
            }
            let start = rotations.len();
            self.sweep(high, rotations);
            return Step::Swept(Sweep { low: self.low, high, start });
        }
        Step::Done
    }

    /// The last row of the block that begins with row `low`: what couples it to the next is negligible.
    fn high(&self) -> usize {
        // Below this the squares of a sweep lose digits, and next to 1 it is nothing.
        let floor = T::MIN_POSITIVE.sqrt() / T::EPSILON;
        let d = &self.diagonal;
        let split =
            |&i: &usize| self.off[i].abs() <= T::EPSILON * (d[i].abs() + d[i + 1].abs()) + floor;
        (self.low..d.len() - 1).find(split).unwrap_or(d.len() - 1)
    }

    /// Chases the bulge from `high` to `low`, the shift being the eigenvalue of the leading 2 x 2 block
    /// nearer to its first element (Wilkinson).
    fn sweep(&mut self, high: usize, rotations: &mut Vec<[T; 2]>) {
        let (low, d, e) = (self.low, &mut *self.diagonal, &mut *self.off);
        let two = T::ONE + T::ONE;
        let ratio = (d[low + 1] - d[low]) / (two * e[low]);
        let root = (ratio * ratio + T::ONE).sqrt();
        let ratio = if ratio < T::ZERO { ratio - root } else { ratio + root };
        let mut g = d[high] - d[low] + e[low] / ratio;
        let (mut c, mut s, mut p) = (T::ONE, T::ONE, T::ZERO);
        for i in (low..high).rev() {
            let (f, b) = (s * e[i], c * e[i]);
            let r = (f * f + g * g).sqrt();
            e[i + 1] = r;
            (c, s) = if r > T::ZERO { (g / r, f / r) } else { (T::ONE, T::ZERO) };
            g = d[i + 1] - p;
            let r = (d[i] - g) * s + two * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            rotations.push([c, s]);
        }
        d[low] -= p;
        e[low] = g;
        e[high] = T::ZERO;
    }
}
