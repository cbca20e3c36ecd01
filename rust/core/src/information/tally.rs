//! How often each count occurs: all that the estimators look at.
//!
//! The simple loop: sort the counts of a slice, and go over runs of equal ones. Counts are mostly small:
//! those are counted in a table, others sorted. Long slices go in pieces, whose tallies are merged.

use super::pieces::Slices;
use crate::numerics::{index_text, reserved};
use crate::parallel::Chunks;
use crate::{Error, Exec, Result};

/// Elements of a piece: some milliseconds.
pub(super) const PIECE: usize = 1 << 18;

/// Counts below this have a table, of 4 KB.
const SMALL: usize = 1024;

/// Slices up to this length are sorted: that is shorter than clearing a table.
const SHORT: usize = 64;

/// Counts `(count, times)`, ascending, without zeros.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    seen: Vec<(i64, u64)>,
}

impl Tally {
    /// Of counts that are not negative.
    fn of(counts: impl ExactSizeIterator<Item = i64>) -> Result<Self> {
        let small = if counts.len() > SHORT { SMALL as i64 } else { 0 };
        let mut table = [0_u32; SMALL];
        let mut large = reserved(if small > 0 { 0 } else { counts.len() })?;
        for count in counts {
            if count < small {
                table[count as usize] += 1;
            } else {
                large.push(count);
            }
        }
        large.sort_unstable();
        let mut tally = Self::default();
        if small > 0 {
            let of_table = (0..).zip(table).filter(|&(count, times)| count > 0 && times > 0);
            tally.seen.extend(of_table.map(|(count, times)| (count, u64::from(times))));
        }
        let runs = large.chunk_by(|a, b| a == b).filter(|run| run[0] > 0);
        tally.seen.extend(runs.map(|run| (run[0], run.len() as u64)));
        Ok(tally)
    }

    /// Of elements of a slice.
    pub fn of_slice(counts: &[i64], slices: Slices, slice: usize) -> Result<Self> {
        Self::of(elements(counts, slices, slice))
    }

    /// Of a slice of any length.
    pub fn of_long_slice(
        exec: &Exec,
        counts: &[i64],
        slices: Slices,
        slice: usize,
    ) -> Result<Self> {
        let mut tallies = exec.map_chunks(Chunks::new(slices.len, PIECE), |_, range| {
            let skipped = elements(counts, slices, slice).skip(range.start);
            Self::of(skipped.take(range.len()))
        })?;
        while tallies.len() > 1 {
            exec.check()?;
            tallies = tallies.chunks(2).map(Self::merged).collect::<Result<_>>()?;
        }
        Ok(tallies.pop().unwrap_or_default())
    }

    /// Of one tally, or of two.
    fn merged(tallies: &[Self]) -> Result<Self> {
        let [a, b] = tallies else { return Ok(tallies[0].clone()) };
        let mut seen = reserved(a.seen.len() + b.seen.len())?;
        let (mut left, mut right) = (a.seen.as_slice(), b.seen.as_slice());
        while let ([x, xs @ ..], [y, ys @ ..]) = (left, right) {
            match x.0.cmp(&y.0) {
                std::cmp::Ordering::Less => (left, _) = (xs, seen.push(*x)),
                std::cmp::Ordering::Greater => (right, _) = (ys, seen.push(*y)),
                std::cmp::Ordering::Equal => {
                    seen.push((x.0, x.1 + y.1));
                    (left, right) = (xs, ys);
                }
            }
        }
        seen.extend(left);
        seen.extend(right);
        Ok(Self { seen })
    }

    /// `(count, times)`.
    pub fn seen(&self) -> impl Iterator<Item = (f64, f64)> + Clone {
        self.seen.iter().map(|&(count, times)| (count as f64, times as f64))
    }

    /// The sum of `times term(count)`.
    pub fn sum(&self, term: impl Fn(f64) -> f64) -> f64 {
        self.seen().map(|(count, times)| times * term(count)).sum()
    }

    /// The sum of all counts.
    pub fn total(&self) -> f64 {
        self.sum(|count| count)
    }

    /// How many classes were seen.
    pub fn n_seen(&self) -> f64 {
        self.sum(|_| 1.0)
    }

    /// How many classes were seen so often.
    pub fn times(&self, count: i64) -> f64 {
        let at = self.seen.binary_search_by_key(&count, |&(count, _)| count);
        at.map_or(0.0, |at| self.seen[at].1 as f64)
    }
}

fn elements(
    counts: &[i64],
    slices: Slices,
    slice: usize,
) -> impl ExactSizeIterator<Item = i64> + '_ {
    let (outer, column) = (slice / slices.inner, slice % slices.inner);
    let block = &counts[outer * slices.len * slices.inner..][..slices.len * slices.inner];
    block.get(column..).unwrap_or_default().iter().step_by(slices.inner).copied()
}

/// Refuses negative counts, naming the first.
pub(super) fn check_counts(exec: &Exec, name: &str, counts: &[i64], shape: &[usize]) -> Result<()> {
    let negative = exec.map_chunks(Chunks::new(counts.len(), PIECE), |_, range| {
        let start = range.start;
        Ok(counts[range].iter().position(|&count| count < 0).map(|at| start + at))
    })?;
    match negative.into_iter().flatten().next() {
        None => Ok(()),
        Some(at) => Err(Error::domain(format!(
            "{name} must hold counts that are not negative, got {} at index {}",
            counts[at],
            index_text(at, shape)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Level;

    #[test]
    fn long_slices_are_tallied_in_pieces() {
        let exec = Exec::serial(Level::baseline());
        let n = 3 * PIECE + 5;
        let counts: Vec<i64> =
            (0..n as i64).map(|i| if i % 7 == 0 { 5000 } else { i % 3 }).collect();
        let slices = Slices::new(&[n], None).unwrap();
        let long = Tally::of_long_slice(&exec, &counts, slices, 0).unwrap();
        assert_eq!(long, Tally::of(counts.iter().copied()).unwrap());
        assert_eq!(long.total(), counts.iter().sum::<i64>() as f64);
        assert_eq!(long.times(5000), n.div_ceil(7) as f64);
        assert_eq!(
            (long.times(0), long.times(7), long.n_seen()),
            (0.0, 0.0, { counts.iter().filter(|&&count| count > 0).count() as f64 })
        );
    }
}
