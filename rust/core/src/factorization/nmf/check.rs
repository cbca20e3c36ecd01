//! What may go in, and what must come out.

use super::{Data, Distance, Options, Rule};
use crate::numerics::product;
use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result};

/// Passes of a turn at most: what they gain is gained long before.
const PASSES_MAX: usize = 100;

pub(super) fn options(options: &Options, k: usize) -> Result<()> {
    for (name, value) in [("l1", options.l1), ("l2", options.l2), ("tol", options.tol)] {
        if !(0.0..f64::INFINITY).contains(&value) {
            return Err(Error::domain(format!(
                "{name} must be finite and not negative, got {value}"
            )));
        }
    }
    if options.rule == Rule::Descent && options.distance == Distance::KullbackLeibler {
        return Err(Error::domain(
            "beta_loss='kullback-leibler' needs solver='mu': coordinate descent is for 'frobenius'",
        ));
    }
    if options.rule == Rule::Multiplicative && options.passes != 1 {
        return Err(Error::domain(format!(
            "inner_iter must be 1 with solver='mu', got {}: only coordinate descent gains by more",
            options.passes
        )));
    }
    if !(1..=PASSES_MAX).contains(&options.passes) {
        return Err(Error::domain(format!(
            "inner_iter must be in [1, {PASSES_MAX}], got {}",
            options.passes
        )));
    }
    if k == 0 || options.max_iter == 0 {
        return Err(Error::domain("n_components and max_iter must be at least 1"));
    }
    Ok(())
}

pub(super) fn shapes<T: Real>(
    data: &Data<T>,
    (n, m): (usize, usize),
    k: usize,
    (w, ht): (usize, usize),
) -> Result<()> {
    let (size, fits) = (product(&[n, m])?, (product(&[n, k])?, product(&[m, k])?) == (w, ht));
    if !fits {
        return Err(Error::shape(format!(
            "W must have shape ({n}, {k}) and H ({k}, {m}), got {w} and {ht} elements"
        )));
    }
    let (elements, marks) = match data {
        Data::Dense(x) => (x.len(), size),
        Data::Masked(x, mask) => (x.len(), mask.len()),
        Data::Sparse(csr) => {
            let right = (csr.n_rows(), csr.n_cols()) == (n, m);
            (if right { size } else { usize::MAX }, size)
        }
    };
    if (elements, marks) != (size, size) {
        return Err(Error::shape(format!("X and mask must have shape ({n}, {m})")));
    }
    Ok(())
}

/// Finite and not negative, where it counts.
pub(super) fn data<T: Real>(exec: &Exec, data: Data<T>, m: usize) -> Result<()> {
    /// Elements of a chunk: some 50 microseconds.
    const CHUNK: usize = 1 << 16;
    let (values, mask) = match data {
        Data::Dense(x) => (x, None),
        Data::Masked(x, mask) => (x, Some(mask)),
        Data::Sparse(csr) => (csr.values(), None),
    };
    let chunks = Chunks::new(values.len(), CHUNK);
    let found = exec.map_chunks(chunks, |_, range| {
        let first = |at: usize| at + range.start;
        let x = &values[range.clone()];
        Ok(match mask {
            None => {
                // All at once, which vectors can: where one is bad is asked afterwards.
                let good = x.iter().fold(true, |good, &x| good & !bad(x));
                if good { None } else { x.iter().position(|&x| bad(x)).map(first) }
            }
            Some(mask) => {
                let pairs = x.iter().zip(&mask[range.clone()]);
                pairs.clone().position(|(&x, &observed)| observed && bad(x)).map(first)
            }
        })
    })?;
    let Some(at) = found.into_iter().flatten().next() else { return Ok(()) };
    let (row, column) = match data {
        Data::Sparse(csr) => (csr.row_of(at), csr.col(at)),
        _ => (at / m, at % m),
    };
    Err(refused("X", values[at], row, column))
}

fn bad<T: Real>(x: T) -> bool {
    !(x >= T::ZERO && x < T::INFINITY)
}

pub(super) fn factor<T: Real>(name: &str, w: &[T], k: usize) -> Result<()> {
    match w.iter().position(|&x| bad(x)) {
        None => Ok(()),
        Some(at) => Err(refused(name, w[at], at / k, at % k)),
    }
}

pub(super) fn factor_transposed<T: Real>(name: &str, ht: &[T], k: usize) -> Result<()> {
    match ht.iter().position(|&x| bad(x)) {
        None => Ok(()),
        Some(at) => Err(refused(name, ht[at], at % k, at / k)),
    }
}

fn refused<T: Real>(name: &str, x: T, row: usize, column: usize) -> Error {
    let x = x.to_f64();
    let text = if x < 0.0 { "Negative values in data passed to nmf: " } else { "" };
    Error::domain(format!(
        "{text}{name} must be finite and not negative, got {x} at ({row}, {column})"
    ))
}

/// Squares may leave the range where the data do not.
pub(super) fn end(losses: &[f64]) -> Result<()> {
    match losses.iter().position(|loss| !loss.is_finite()) {
        None => Ok(()),
        Some(at) => Err(Error::domain(format!(
            "the loss must stay finite, got {} after iteration {}: X or a penalty is too large for \
             its dtype",
            losses[at],
            at + 1
        ))),
    }
}
