//! The smallest of the distances seen.

use crate::numerics::filled;
use crate::{Real, Result};

/// The k smallest distances, for the largest of them: a heap, so that many neighbours cost log k each.
#[derive(Clone, Debug)]
pub(super) struct Nearest<T>(Vec<T>);

impl<T: Real> Nearest<T> {
    /// The `k` smallest, of which there is one at least.
    pub fn new(k: usize) -> Result<Self> {
        filled(k.max(1), T::INFINITY).map(Self)
    }

    /// Forgets all distances.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.0.fill(T::INFINITY);
    }

    /// The k-th smallest, infinite while there are fewer: only smaller ones change it.
    #[inline(always)]
    pub fn kth(&self) -> T {
        self.0[0]
    }

    /// Puts a distance below the k-th in its place.
    #[inline(always)]
    pub fn replace_kth(&mut self, distance: T) {
        let heap = self.0.as_mut_slice();
        let mut at = 0;
        loop {
            let left = 2 * at + 1;
            let child = match heap.get(left..) {
                Some([left_value, right, ..]) if right > left_value => left + 1,
                _ => left,
            };
            match heap.get(child) {
                Some(&larger) if larger > distance => heap[at] = larger,
                _ => break,
            }
            at = child;
        }
        heap[at] = distance;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Philox;

    #[test]
    fn the_kth_of_sorted_distances() {
        let mut words = vec![0; 400];
        Philox::new(3, 0).words(0, &mut words);
        let distances: Vec<f64> = words.iter().map(|word| (word % 150) as f64).collect();
        let mut sorted = distances.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        for k in [1, 2, 3, 4, 5, 31, 32, 33, 399, 400] {
            let mut nearest = Nearest::new(k).unwrap();
            for _ in 0..2 {
                nearest.clear();
                assert_eq!(nearest.kth(), f64::INFINITY);
                for &distance in &distances {
                    if distance < nearest.kth() {
                        nearest.replace_kth(distance);
                    }
                }
                assert_eq!(nearest.kth(), sorted[k - 1], "{k}");
            }
        }
    }
}
