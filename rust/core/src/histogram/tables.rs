//! Tables of counts that are added up in the end.
//!
//! 1. Four private tables, used in turn, so that equal neighbours do not wait for each other's store, while
//!    they fit the L1 cache.

/// More counts than this do not fit the L1 cache four times.
const FOUR_TABLES_MAX: usize = 2048;

/// How many tables of `n` counts there should be.
pub(super) fn n_tables(n: usize) -> usize {
    if n <= FOUR_TABLES_MAX { 4 } else { 1 }
}

/// Counts bins into one table of `n` counts, or into four.
#[inline(always)]
pub(super) fn count_into<B: Copy>(
    bins: &[B],
    n: usize,
    tables: &mut [u32],
    index: impl Fn(B) -> usize,
) {
    if tables.len() == n {
        return bins.iter().for_each(|&bin| tables[index(bin)] += 1);
    }
    let (low, high) = tables.split_at_mut(2 * n);
    let ((a, b), (c, d)) = (low.split_at_mut(n), high.split_at_mut(n));
    let (fours, rest) = bins.as_chunks::<4>();
    for &[i, j, k, l] in fours {
        a[index(i)] += 1;
        b[index(j)] += 1;
        c[index(k)] += 1;
        d[index(l)] += 1;
    }
    rest.iter().for_each(|&bin| a[index(bin)] += 1);
}
