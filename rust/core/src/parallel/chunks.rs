//! Fixed chunks and ordered results: how kernels use threads.
//!
//! Chunk sizes are set by the problem's shape, never by the number of threads, and results come back
//! in index order; so a kernel that merges them in that order gives the same bits on any pool.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::exec::Exec;
use crate::{Error, Result};

/// `0..total` cut into pieces of `size` (the last may be shorter).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunks {
    total: usize,
    size: usize,
}

impl Chunks {
    /// Chunks of at least one element.
    pub fn new(total: usize, size: usize) -> Self {
        Self { total, size: size.max(1) }
    }

    /// How many chunks there are.
    pub fn count(self) -> usize {
        self.total.div_ceil(self.size)
    }

    /// The elements of chunk `index`.
    pub fn range(self, index: usize) -> Range<usize> {
        let start = index * self.size;
        start..(start + self.size).min(self.total)
    }
}

impl Exec<'_> {
    /// `task(index, range)` for every chunk; results in index order, the first error in index order.
    pub fn map_chunks<R: Send>(
        &self,
        chunks: Chunks,
        task: impl Fn(usize, Range<usize>) -> Result<R> + Sync,
    ) -> Result<Vec<R>> {
        if self.pool.is_some() && chunks.count() > 1 {
            self.map_items((0..chunks.count()).map(|index| chunks.range(index)).collect(), task)
        } else {
            let step = |index| self.check().and_then(|()| task(index, chunks.range(index)));
            (0..chunks.count()).map(step).collect()
        }
    }

    /// `task(index, item)` for every item (pieces of outputs, as from `chunks_mut`), as
    /// [`Exec::map_chunks`].
    pub fn map_items<I: Send, R: Send>(
        &self,
        items: Vec<I>,
        task: impl Fn(usize, I) -> Result<R> + Sync,
    ) -> Result<Vec<R>> {
        let step = |(index, item)| self.check().and_then(|()| task(index, item));
        let Some(pool) = self.pool.filter(|_| items.len() > 1) else {
            return items.into_iter().enumerate().map(step).collect();
        };
        let places: Vec<Mutex<Place<I, R>>> = items.into_iter().map(Place::of).collect();
        pool.for_each(places.len(), &|index| {
            let mut place = places[index].lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(item) = place.item.take() {
                place.result = step((index, item));
            }
        });
        let result = |place: Mutex<Place<I, R>>| {
            place.into_inner().unwrap_or_else(PoisonError::into_inner).result
        };
        places.into_iter().map(result).collect()
    }
}

/// What one task takes and leaves. Each is visited once, so nobody ever waits for its lock.
struct Place<I, R> {
    item: Option<I>,
    result: Result<R>,
}

impl<I, R> Place<I, R> {
    fn of(item: I) -> Mutex<Self> {
        Mutex::new(Self { item: Some(item), result: Err(Error::Interrupted) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::simd::Level;

    #[test]
    fn chunks_cover_everything_once() {
        for total in [0, 1, 7, 8, 9, 64] {
            let chunks = Chunks::new(total, 8);
            let all: Vec<usize> = (0..chunks.count()).flat_map(|i| chunks.range(i)).collect();
            assert_eq!(all, (0..total).collect::<Vec<_>>());
        }
    }

    #[test]
    fn results_and_errors_come_in_index_order() {
        let exec = Exec::serial(Level::baseline());
        let starts = exec.map_chunks(Chunks::new(10, 4), |i, range| Ok((i, range.start)));
        assert_eq!(starts, Ok(vec![(0, 0), (1, 4), (2, 8)]));
        let failed = exec.map_items(vec![1, 2, 3], |i, item| {
            if item > 1 { Err(Error::domain(format!("item {i}"))) } else { Ok(()) }
        });
        assert_eq!(failed, Err(Error::domain("item 1")));
    }
}
