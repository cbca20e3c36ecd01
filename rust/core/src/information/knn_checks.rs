//! What the nearest-neighbour estimators demand of their samples.

use crate::{Error, Result};

/// The common length of the columns of several variables.
pub(super) fn check_columns<T>(variables: &[(&str, &[&[T]])]) -> Result<usize> {
    let lens = |columns: &[&[T]]| columns.first().map_or(0, |column| column.len());
    let Some(&(first, columns)) = variables.first() else { return Ok(0) };
    let n = lens(columns);
    for &(name, columns) in variables {
        if columns.is_empty() {
            return Err(Error::shape(format!("{name} must have one column or more")));
        }
        if columns.iter().any(|column| column.len() != n) {
            return Err(Error::shape(format!(
                "{first} and {name} must have the same number of samples, got {n} and {}",
                lens(columns)
            )));
        }
    }
    Ok(n)
}

/// At least one neighbour, and fewer than points.
pub(crate) fn check_neighbours(n: usize, n_neighbors: usize) -> Result<()> {
    if n_neighbors == 0 {
        return Err(Error::domain("n_neighbors must be at least 1, got 0"));
    }
    if n_neighbors >= n {
        return Err(Error::domain(format!(
            "Expected n_neighbors < n_samples_fit, but n_neighbors = {n_neighbors}, \
             n_samples_fit = {n}"
        )));
    }
    Ok(())
}
