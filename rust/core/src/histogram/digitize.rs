//! The bin of every value of a table, as a small integer: bin once, count often.

use fearless_simd::dispatch;

use super::axis::Axis;
use super::codes::Code;
use super::column::{Column, Values};
use super::counts::LEN_MIN;
use super::finder::{BLOCK, Finder, find};
use crate::simd::Level;
use crate::{Error, Exec, Result};

/// Codes of `values` (rows of as many columns as there are `axes`), into `out` of the same shape. What is
/// outside goes to the first or the last bin; NaN is an error.
pub fn digitize<C: Code>(exec: &Exec, values: Values, axes: &[Axis], out: &mut [C]) -> Result<()> {
    let n_columns = axes.len();
    if values.len() != out.len() || !out.len().is_multiple_of(n_columns) {
        return Err(Error::shape(format!(
            "there must be a code for each of {} values in rows of {n_columns}, got {}",
            values.len(),
            out.len()
        )));
    }
    let fits = |n_bins: usize| n_bins > 0 && n_bins as i64 - 1 <= C::LARGEST;
    if let Some(column) = axes.iter().position(|axis| !fits(axis.n_bins())) {
        return Err(Error::domain(format!(
            "the bins of column {column} must be 1 to {}, got {}",
            C::LARGEST.saturating_add(1),
            axes[column].n_bins()
        )));
    }
    if out.is_empty() {
        return Ok(());
    }
    let rows = (LEN_MIN / n_columns).next_multiple_of(BLOCK);
    let bad = exec.map_items(out.chunks_mut(rows * n_columns).collect(), |chunk, out| {
        let columns = (0..axes.len()).map(|offset| Column { values, offset, stride: axes.len() });
        let finder = |(column, &axis)| Finder::new(&[column], &[axis], axis.n_bins(), 1);
        let mut finders = columns.zip(axes).map(finder).collect::<Result<Vec<_>>>()?;
        Ok(out.chunks_mut(BLOCK * n_columns).enumerate().find_map(|(block, out)| {
            let start = chunk * rows + block * BLOCK;
            digitize_block(exec.level(), start, &mut finders, values, axes, out)
        }))
    })?;
    match bad.into_iter().flatten().next() {
        Some([row, column]) => {
            Err(Error::domain(format!("X must not hold NaN, got NaN at index ({row}, {column})")))
        }
        None => Ok(()),
    }
}

/// The place of the first NaN, by columns, if there is one.
fn digitize_block<C: Code>(
    level: Level,
    start: usize,
    finders: &mut [Finder],
    values: Values,
    axes: &[Axis],
    out: &mut [C],
) -> Option<[usize; 2]> {
    let n_columns = axes.len();
    let n = out.len() / n_columns;
    for (offset, (axis, finder)) in axes.iter().zip(finders).enumerate() {
        dispatch!(level, simd => find(simd, finder, start, n, &mut []));
        let n_bins = axis.n_bins();
        let places = out[offset..].iter_mut().step_by(n_columns);
        for (row, (place, &bin)) in places.zip(finder.found()).enumerate() {
            let mut bin = bin as usize;
            if bin == n_bins {
                let x = values.get((start + row) * n_columns + offset);
                if x.is_nan() {
                    return Some([start + row, offset]);
                }
                bin = if x < axis.edges[0] { 0 } else { n_bins - 1 };
            }
            *place = C::of(bin);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_codes_is_refused() {
        let exec = Exec::serial(Level::new());
        let many: Vec<f64> = (0..258).map(f64::from).collect();
        let axis = |n_bins: usize| Axis { edges: &many[..n_bins + 1], equal: None };
        let codes = |axes: &[Axis], n: usize| {
            let values = Values::Double(&[0.5, 2.5]);
            let mut out = vec![0_u8; n];
            digitize(&exec, values, axes, &mut out).map(|()| out).map_err(|error| error.to_string())
        };
        assert_eq!(codes(&[axis(3), axis(256)], 2), Ok(vec![0, 2]));
        for (axes, n, message) in [
            (&[axis(3)][..], 3, "of 2 values in rows of 1, got 3"),
            (&[axis(3); 3], 2, "of 2 values in rows of 3, got 2"),
            (&[], 2, "of 2 values in rows of 0, got 2"),
            (&[axis(3), axis(257)], 2, "column 1 must be 1 to 256, got 257"),
            (&[axis(0), axis(3)], 2, "column 0 must be 1 to 256, got 0"),
        ] {
            let error = codes(axes, n).unwrap_err();
            assert!(error.ends_with(message), "{error}");
        }
    }
}
