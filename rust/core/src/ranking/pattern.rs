//! Which items belong to which user: rows one can search.

use std::ops::Range;

use crate::numerics::Csr;
use crate::{Error, Result};

/// A pattern whose columns ascend strictly within each row.
#[derive(Clone, Copy, Debug)]
pub struct Pattern<'a>(Csr<'a, ()>);

impl<'a> Pattern<'a> {
    /// A pattern in order; any other is an error.
    pub fn new(csr: Csr<'a, ()>) -> Result<Self> {
        if csr.is_canonical() {
            Ok(Self(csr))
        } else {
            Err(Error::domain("column indices must ascend strictly within each row"))
        }
    }

    /// `(n_users, n_items)`.
    pub fn shape(&self) -> (usize, usize) {
        (self.0.n_rows(), self.0.n_cols())
    }

    /// The number of pairs.
    pub fn nnz(&self) -> usize {
        self.0.nnz()
    }

    /// The positions of the items of `user`.
    pub fn row(&self, user: usize) -> Range<usize> {
        self.0.row(user)
    }

    /// The number of items of `user`.
    pub fn row_len(&self, user: usize) -> usize {
        self.0.row(user).len()
    }

    /// The positions of the items of `user` that are not below `item`.
    #[inline]
    pub fn from(&self, user: usize, item: usize) -> Range<usize> {
        let Range { start: mut low, end } = self.0.row(user);
        let mut high = end;
        while low < high {
            let middle = low + (high - low) / 2;
            if self.item(middle) < item {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low..end
    }

    /// The item at a position.
    #[inline(always)]
    pub fn item(&self, at: usize) -> usize {
        self.0.col(at)
    }

    /// Where `item` stands among `user`'s.
    #[inline]
    pub fn find(&self, user: usize, item: usize) -> Option<usize> {
        let rest = self.from(user, item);
        let found = !rest.is_empty() && self.item(rest.start) == item;
        found.then(|| self.row_len(user) - rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Exec;
    use crate::numerics::{CsrParts, Indices};
    use crate::simd::Level;

    #[test]
    fn rows_are_searched() {
        let exec = Exec::serial(Level::baseline());
        let parts = CsrParts::pattern((3, 9), &[0, 3, 3, 4], Indices::Narrow(&[1, 4, 8, 0]));
        let pattern = Pattern::new(Csr::new(&exec, "x", parts).unwrap()).unwrap();
        let starts = [0, 1, 2, 4, 5, 8, 9].map(|item| pattern.from(0, item).start);
        assert_eq!(starts, [0, 0, 1, 1, 2, 2, 3]);
        for item in 0..9 {
            assert_eq!(pattern.find(0, item), [1, 4, 8].iter().position(|&known| known == item));
        }
        assert_eq!((pattern.find(1, 0), pattern.find(2, 0)), (None, Some(0)));
    }

    #[test]
    fn order_is_demanded() {
        let exec = Exec::serial(Level::baseline());
        let parts = CsrParts::pattern((1, 9), &[0, 2], Indices::Narrow(&[4, 1]));
        assert!(Pattern::new(Csr::new(&exec, "x", parts).unwrap()).is_err());
    }
}
