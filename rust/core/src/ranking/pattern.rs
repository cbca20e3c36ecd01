//! Which items belong to which user.

/// The stored places of a CSR matrix, sorted and without repeats within each row.
#[derive(Debug)]
pub struct Pattern {
    indptr: Vec<usize>,
    indices: Vec<usize>,
    n_columns: usize,
}

impl Pattern {
    /// For now.
    pub fn new(indptr: &[i64], indices: &[i64], n_columns: usize) -> Self {
        let mut kept = vec![0];
        let mut out: Vec<usize> = Vec::with_capacity(indices.len());
        for w in indptr.windows(2) {
            let mut row: Vec<usize> =
                indices[w[0] as usize..w[1] as usize].iter().map(|&i| i as usize).collect();
            row.sort_unstable();
            row.dedup();
            out.extend(row);
            kept.push(out.len());
        }
        Self { indptr: kept, indices: out, n_columns }
    }

    /// The columns of row `row`, ascending.
    #[inline]
    pub fn row(&self, row: usize) -> &[usize] {
        &self.indices[self.indptr[row]..self.indptr[row + 1]]
    }

    /// `(rows, columns)`.
    pub fn shape(&self) -> (usize, usize) {
        (self.indptr.len() - 1, self.n_columns)
    }
}
