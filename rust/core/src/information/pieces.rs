//! Where the elements of slices lie, and pieces of slices: runs of one, panels of several.

use crate::Result;
use crate::numerics::{bring_near, product};

/// The slices of an array of shape (outer, len, inner), in C order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slices {
    pub outer: usize,
    pub len: usize,
    pub inner: usize,
}

impl Slices {
    /// Those along `axis` (`None`: all elements are one).
    pub fn new(shape: &[usize], axis: Option<usize>) -> Result<Self> {
        let (outer, len, inner) = match axis {
            None => (1, product(shape)?, 1),
            Some(axis) => (product(&shape[..axis])?, shape[axis], product(&shape[axis + 1..])?),
        };
        product(&[outer, inner])?;
        Ok(Self { outer, len, inner })
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.outer * self.inner
    }

    /// The slice that the element at `at` belongs to.
    pub fn of_element(self, at: usize) -> usize {
        at / (self.len * self.inner) * self.inner + at % self.inner
    }
}

/// Elements `start + i * stride` of the array.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub start: usize,
    pub len: usize,
    pub stride: usize,
}

impl Run {
    /// Blocks of at most `len` elements.
    pub fn blocks(self, len: usize) -> impl Iterator<Item = Self> {
        (0..self.len).step_by(len).map(move |first| {
            let start = self.start + first * self.stride;
            Self { start, len: len.min(self.len - first), ..self }
        })
    }

    /// The elements as neighbours: where they are not, copied into `scratch`.
    #[inline(always)]
    pub fn contiguous<'a, T: Copy>(self, x: &'a [T], scratch: &'a mut [T]) -> &'a [T] {
        if self.stride == 1 {
            return &x[self.start..self.start + self.len];
        }
        let scratch = &mut scratch[..self.len];
        for (out, &x) in scratch.iter_mut().zip(x[self.start..].iter().step_by(self.stride)) {
            *out = x;
        }
        scratch
    }

    /// What lies behind the elements, if they are neighbours: the next block is likely to.
    #[inline(always)]
    pub fn behind<T>(self, x: &[T]) -> &[T] {
        if self.stride == 1 { x.get(self.start + self.len..).unwrap_or_default() } else { &[] }
    }
}

/// The rows of a block, of `width` elements each, and beside each as much of what is read next brought near:
/// for a sweep that computes in cache.
#[inline(always)]
pub(super) fn calling<R, T, const N: usize>(
    rows: impl Iterator<Item = R>,
    width: usize,
    next: [&[T]; N],
) -> impl Iterator<Item = R> {
    rows.enumerate().map(move |(row, values)| {
        for next in next {
            bring_near(next, row * width..(row + 1) * width);
        }
        values
    })
}

/// Element (row, lane) lies at `start + row * row_stride + lane * lane_stride`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panel {
    pub start: usize,
    pub rows: usize,
    pub row_stride: usize,
    pub lanes: usize,
    pub lane_stride: usize,
}

impl Panel {
    /// Panels of at most `width` lanes, with the index of their first lane.
    pub fn strips(self, width: usize) -> impl Iterator<Item = (usize, Self)> {
        (0..self.lanes).step_by(width).map(move |lane| {
            let start = self.start + lane * self.lane_stride;
            (lane, Self { start, lanes: width.min(self.lanes - lane), ..self })
        })
    }

    /// The lanes of a row, where they are neighbours.
    #[inline(always)]
    pub fn row<T>(self, x: &[T], row: usize) -> &[T] {
        &x[self.start + row * self.row_stride..][..self.lanes]
    }

    /// The rows one after the other, `width` apart, into `out`.
    #[inline(always)]
    pub fn transpose<T: Copy>(self, x: &[T], width: usize, out: &mut [T]) {
        for lane in 0..self.lanes {
            let run = &x[self.start + lane * self.lane_stride..][..self.rows];
            for (out, &x) in out[lane..].iter_mut().step_by(width).zip(run) {
                *out = x;
            }
        }
    }
}
