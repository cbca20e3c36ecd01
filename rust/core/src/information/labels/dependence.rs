//! Information between more than two columns of labels, by that of two.

use super::cells::Cells;
use super::codes::Codes;
use super::information::information;
use super::join::{Joined, join};
use crate::information::Embedding;
use crate::numerics::filled;
use crate::{Exec, Result};

/// `I(X; Y | Z)` in nats; 0 of no samples.
///
/// Rows are pairs (x, z), columns pairs (y, z): a table of X and Y for each z.
pub fn conditional_mutual_info_score(exec: &Exec, x: Codes, y: Codes, z: Codes) -> Result<f64> {
    x.check_same_samples(&y)?;
    x.check_same_samples(&z)?;
    let (rows, columns) = (join(exec, x, z)?, join(exec, y, z)?);
    let cells = Cells::count(exec, rows.codes(), columns.codes())?;
    let mut totals = filled(z.n_codes(), 0.0)?;
    for (&stratum, &sum) in rows.seconds.iter().zip(&cells.row_sums) {
        totals[stratum] += sum;
    }
    information(exec, &cells, |row| totals[rows.seconds[row]])
}

/// `I(target; source's past | target's past)` in nats.
pub fn transfer_entropy(
    exec: &Exec,
    source: Codes,
    target: Codes,
    embedding: Embedding,
) -> Result<f64> {
    source.check_same_samples(&target)?;
    let Embedding { lag, history, source_history } = embedding;
    let n = target.len();
    let first = embedding.first(n)?;
    let past = |codes: Codes, back: usize, count: usize| -> Result<Joined> {
        let column = |back| codes.slice(first - back..n - back);
        let mut joined = Joined::of(column(back))?;
        for back in back + 1..back + count {
            joined = join(exec, joined.codes(), column(back))?;
        }
        Ok(joined)
    };
    let (own, others) = (past(target, 1, history)?, past(source, lag, source_history)?);
    let future = target.slice(first..n);
    conditional_mutual_info_score(exec, others.codes(), future, own.codes())
}

/// `sum H(X_j) - H(X_1, X_2, ...)` in nats, as the sum of `I(X_1 ... X_{j-1}; X_j)`.
pub fn total_correlation(exec: &Exec, columns: &[Codes]) -> Result<f64> {
    let Some((first, others)) = columns.split_first() else { return Ok(0.0) };
    let mut joined = Joined::of(*first)?;
    let mut total = 0.0;
    for &column in others {
        let cells = Cells::count(exec, joined.codes(), column)?;
        total += information(exec, &cells, |_| cells.total)?;
        joined = join(exec, joined.codes(), column)?;
    }
    Ok(total)
}
