//! An array of systems: where each lies, and how errors name it.

use super::groups::Fault;
use crate::numerics::{index_text, product};
use crate::{Error, Real, Result};

/// An argument of shape (batch..., system...), C-contiguous.
#[derive(Clone, Copy, Debug)]
pub struct Operand<'a, T> {
    /// What the user calls it.
    pub name: &'static str,
    /// All elements.
    pub data: &'a [T],
    /// The whole shape.
    pub shape: &'a [usize],
    /// How many of the last axes belong to a system.
    pub axes: usize,
}

impl<'a, T: Real> Operand<'a, T> {
    /// The axes before those of a system.
    pub fn batch(&self) -> &'a [usize] {
        &self.shape[..self.shape.len().saturating_sub(self.axes)]
    }

    /// Elements of a system.
    pub fn size(&self) -> Result<usize> {
        product(&self.shape[self.batch().len()..])
    }

    /// The error for a system at fault: `fails` says what one without an answer is. Of a matrix either all
    /// is read, or the lower triangle.
    pub(super) fn error(&self, fault: Fault, fails: &str, lower: bool) -> Error {
        let (batch, size) = (self.batch(), self.size().unwrap_or(0));
        let system = match fault {
            Fault::Fails(_) if batch.is_empty() => {
                return Error::Linalg(format!("{} is {fails}", self.name));
            }
            Fault::Fails(system) => {
                let place = index_text(system, batch);
                return Error::Linalg(format!("{} at batch index {place} is {fails}", self.name));
            }
            Fault::NotFinite(system) => system,
        };
        let order = self.shape.last().copied().unwrap_or(1);
        let elements = self.data[system * size..][..size].iter().enumerate();
        let mut read = elements.filter(|(i, _)| !lower || i % order <= i / order);
        match read.find(|(_, x)| !x.is_finite()) {
            Some((i, x)) => Error::domain(format!(
                "{} must be finite, got {} at index {}",
                self.name,
                x.to_f64(),
                index_text(system * size + i, self.shape)
            )),
            None => Error::domain(format!("{} changed while it was read", self.name)),
        }
    }
}

/// The systems of an operand as a larger batch sees them, by NumPy's rule of broadcasting.
#[derive(Debug)]
pub(super) struct Broadcast {
    /// Length and stride (in systems; 0 where repeated) of every axis, the last first. Empty where
    /// both batches are the same.
    axes: Vec<(usize, usize)>,
}

impl Broadcast {
    /// From `batch` to `target`, which the caller found by that rule.
    pub fn new(batch: &[usize], target: &[usize]) -> Result<Self> {
        if batch == target {
            return Ok(Self { axes: Vec::new() });
        }
        let mut stride = 1;
        let mut axes = Vec::new();
        let own = batch.iter().rev().copied().chain(std::iter::repeat(1));
        for (&len, own) in target.iter().rev().zip(own) {
            if own != len && own != 1 {
                return Err(Error::shape(format!(
                    "batches of shape {} do not broadcast to {}",
                    shape_text(batch),
                    shape_text(target)
                )));
            }
            axes.push((len, if own == 1 { 0 } else { stride }));
            stride *= own;
        }
        Ok(Self { axes })
    }

    /// The operand's system that is number `index` of the larger batch.
    pub fn system(&self, index: usize) -> usize {
        if self.axes.is_empty() {
            return index;
        }
        let mut rest = index;
        let place = |&(len, stride): &(usize, usize)| {
            let here = rest % len;
            rest /= len;
            here * stride
        };
        self.axes.iter().map(place).sum()
    }
}

/// A shape as NumPy writes it.
pub(super) fn shape_text(shape: &[usize]) -> String {
    match shape {
        [n] => format!("({n},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_axes_have_no_stride() {
        let systems = |batch: &[usize], target: &[usize]| {
            let broadcast = Broadcast::new(batch, target).unwrap();
            (0..target.iter().product()).map(|i| broadcast.system(i)).collect::<Vec<_>>()
        };
        assert_eq!(systems(&[2, 3], &[2, 3]), [0, 1, 2, 3, 4, 5]);
        assert_eq!(systems(&[3], &[2, 3]), [0, 1, 2, 0, 1, 2]);
        assert_eq!(systems(&[2, 1], &[2, 3]), [0, 0, 0, 1, 1, 1]);
        assert_eq!(systems(&[], &[2]), [0, 0]);
        assert!(Broadcast::new(&[2], &[3]).is_err());
    }

    #[test]
    fn errors_name_places() {
        let operand =
            Operand { name: "A", data: &[1.0, 2.0, f64::NAN, 0.0], shape: &[2, 2, 1], axes: 1 };
        let error = operand.error(Fault::NotFinite(2), "singular", false);
        assert!(error.to_string().ends_with("got NaN at index (1, 0, 0)"), "{error}");
        let error = operand.error(Fault::Fails(1), "singular", false);
        assert_eq!(error.to_string(), "A at batch index (0, 1) is singular");
        let single = Operand { shape: &[4, 1], axes: 2, ..operand };
        let error = single.error(Fault::Fails(0), "singular", false);
        assert_eq!(error.to_string(), "A is singular");
    }
}
