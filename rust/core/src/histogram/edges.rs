//! The bin of a value between given edges.

use crate::Real;

/// The bin of `x`: `edges[i] <= x < edges[i + 1]`, the last bin closed on the right; `None` outside
/// (and for NaN). Of empty bins (equal edges) NumPy's binary search takes the last.
#[inline(always)]
pub(super) fn bin<T: Real>(edges: &[f64], x: T) -> Option<usize> {
    let x = x.to_f64();
    let (&last, inner) = edges.split_last()?;
    if x == last && inner.first().is_some_and(|&first| first <= x) {
        return inner.len().checked_sub(1);
    }
    if x.is_nan() || x >= last {
        return None;
    }
    inner.partition_point(|&edge| edge <= x).checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_belong_to_the_bin_on_their_right_but_the_last() {
        let edges = [0.0, 1.0, 1.0, 3.0];
        let bins = [-0.1, 0.0, 0.9, 1.0, 3.0, 3.1, f64::NAN].map(|x| bin(&edges, x));
        assert_eq!(bins, [None, Some(0), Some(0), Some(2), Some(2), None, None]);
    }
}
