//! Where the values of a variable lie.

use crate::Real;
use crate::numerics::bring_near;

/// Where the values of one variable are: at `offset`, `offset + stride` ...
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// The array that holds them.
    pub values: Values<'a>,
    /// The first.
    pub offset: usize,
    /// From one to the next.
    pub stride: usize,
}

/// Data of either precision.
#[derive(Clone, Copy, Debug)]
pub enum Values<'a> {
    /// float32
    Single(&'a [f32]),
    /// float64
    Double(&'a [f64]),
}

impl<'a> Values<'a> {
    /// Those of an array.
    fn of<T: Real>(x: &'a [T]) -> Self {
        match T::singles(x) {
            Some(x) => Self::Single(x),
            None => Self::Double(T::doubles(x).unwrap_or_default()),
        }
    }

    pub(super) fn len(self) -> usize {
        match self {
            Self::Double(x) => x.len(),
            Self::Single(x) => x.len(),
        }
    }

    /// One of them.
    pub(super) fn get(self, at: usize) -> f64 {
        match self {
            Self::Double(x) => x[at],
            Self::Single(x) => f64::from(x[at]),
        }
    }
}

impl<'a> Column<'a> {
    /// All values of an array.
    pub(super) fn of<T: Real>(x: &'a [T]) -> Self {
        Self { values: Values::of(x), offset: 0, stride: 1 }
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        let rest = self.values.len().saturating_sub(self.offset);
        if self.stride == 0 { 0 } else { rest.div_ceil(self.stride) }
    }

    /// The values from `start` on, as many as `out` takes; if they are neighbours, as many behind
    /// them are called for.
    #[inline(always)]
    pub(super) fn gather(&self, start: usize, out: &mut [f64]) {
        let from = self.offset + start * self.stride;
        match self.values {
            Values::Double(x) => gather(&x[from..], self.stride, out),
            Values::Single(x) => gather(&x[from..], self.stride, out),
        }
    }

    /// The values, if they are doubles side by side.
    pub(super) fn in_place(&self) -> Option<&'a [f64]> {
        match self.values {
            Values::Double(x) if self.stride == 1 => Some(&x[self.offset..]),
            _ => None,
        }
    }
}

#[inline(always)]
fn gather<T: Real>(x: &[T], stride: usize, out: &mut [f64]) {
    if stride == 1 {
        bring_near(x, out.len()..2 * out.len());
        out.iter_mut().zip(x).for_each(|(out, x)| *out = x.to_f64());
    } else {
        out.iter_mut().zip(x.iter().step_by(stride)).for_each(|(out, x)| *out = x.to_f64());
    }
}
