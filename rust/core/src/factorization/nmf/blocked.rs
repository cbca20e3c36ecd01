//! A turn of a factor with a sparse X: its rows of `X H^T`, and what they do with them.
//!
//! The simple loop:
//! ```text
//! for row i:  b = sum over (column j, value x) in the row of x h_j;  w_i moves (`update.rs`)
//! ```
//! which reads rows of H all over the place: from the third-level cache, for H is larger than the second.
//! 1. Entries lie by blocks of columns, so that a block of H stays in the second-level cache while all
//!    rows of a piece pass. They are sorted once and read in every iteration.
//! 2. Sums of a row stay in registers over its entries in a block.
//! 3. A piece of `X H^T` is used where it was made: for the move, and for `<X H^T, W>`, which the loss asks
//!    for. The whole is never there.
//!
//! 20,000 x 10,000 with 2 million entries, k = 32, two threads: an iteration takes 16 ms; with two calls of
//! `spmm` and a pass for the loss it took 36 ms.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::panel::len;
use super::update::{Shared, update};
use crate::numerics::{Csr, filled, product};
use crate::simd::dot;
use crate::{Exec, Real, Result};

/// Bytes of H in a block: half of a second-level cache of Zen 4 or Ice Lake.
const BLOCK: usize = 1 << 19;

/// Entries of a row in a block, on average and at least: its sums are loaded and stored for each block.
const ENTRIES: usize = 8;

/// Pieces of rows, each of which reads all of H: at most that many by entries ...
const PIECES: usize = 32;

/// ... of so many entries, some 50 microseconds ...
const ENTRIES_MIN: usize = 1 << 13;

/// ... and of `X H^T` no more bytes than fit the rest of the second-level cache.
const PIECE: usize = 1 << 18;

/// X, as one factor sees it.
pub(super) struct Blocked<T> {
    k: usize,
    /// Columns of a block.
    width: usize,
    blocks: usize,
    pieces: Vec<Piece<T>>,
}

/// Some rows.
struct Piece<T> {
    rows: Range<usize>,
    /// Where the entries of each row in each block begin, rows of the first block first.
    starts: Vec<usize>,
    /// Columns, counted from the first of the block.
    columns: Vec<u32>,
    values: Vec<T>,
    /// Rows of `X H^T`, first of whole vectors.
    products: Vec<T>,
}

impl<T: Real> Blocked<T> {
    /// For factors of `k` components, on which nothing but memory depends.
    pub fn new(exec: &Exec, x: Csr<T>, k: usize) -> Result<Self> {
        let m = x.n_cols();
        let by_bytes = product(&[m, k, size_of::<T>()])?.div_ceil(BLOCK);
        let by_entries = x.nnz() / x.n_rows().saturating_mul(ENTRIES).max(1);
        let least = m.div_ceil(u32::MAX as usize);
        let width = m.div_ceil(by_bytes.min(by_entries).max(least).max(1)).max(1);
        let blocks = m.div_ceil(width).max(1);
        let stride = dispatch!(exec.level(), simd => stride_of::<_, T>(simd, k));
        let sorted = exec.map_items(pieces(x, product(&[k, size_of::<T>()])?), |_, rows| {
            sort(x, rows, (width, blocks), stride)
        })?;
        Ok(Self { k, width, blocks, pieces: sorted })
    }

    /// Moves `w`, given `ht`; returns the sum of the projected gradients and `<X H^T, W>`.
    pub fn turn(
        &mut self,
        exec: &Exec,
        shared: Shared<T>,
        ht: &[T],
        mut w: &mut [T],
    ) -> Result<(f64, f64)> {
        let (k, block) = (self.k, self.width * self.k);
        let mut items = Vec::new();
        for piece in &mut self.pieces {
            let (own, rest) = w.split_at_mut(piece.rows.len() * k);
            items.push((piece, own));
            w = rest;
        }
        let blocks = self.blocks;
        let parts = exec.map_items(items, |_, (piece, w): (&mut Piece<T>, &mut [T])| {
            for index in 0..blocks {
                exec.check()?;
                let h = &ht[(index * block).min(ht.len())..];
                dispatch!(exec.level(), simd => add(simd, piece, index, h, k));
            }
            dispatch!(exec.level(), simd => close(simd, piece, k));
            let products = &piece.products[..w.len()];
            let violation = update(&Exec::serial(exec.level()), shared, products, w)?;
            Ok((violation, dispatch!(exec.level(), simd => dot(simd, products, w))))
        })?;
        Ok(parts.iter().fold((0.0, 0.0), |sums, part| (sums.0 + part.0, sums.1 + part.1)))
    }
}

/// Contiguous rows of about equal numbers of entries.
fn pieces<T: Real>(x: Csr<T>, row_bytes: usize) -> Vec<Range<usize>> {
    let most = (x.nnz() / PIECES).max(ENTRIES_MIN);
    let rows = (PIECE / row_bytes.max(1)).max(1);
    let (mut pieces, mut start, mut entries) = (Vec::new(), 0, 0);
    for row in 0..x.n_rows() {
        entries += x.row(row).len();
        let end = row + 1;
        if entries >= most || end - start == rows || end == x.n_rows() {
            pieces.push(start..end);
            (start, entries) = (end, 0);
        }
    }
    pieces
}

/// The entries of `rows`, by blocks: counted, then put in their places.
fn sort<T: Real>(
    x: Csr<T>,
    rows: Range<usize>,
    (width, blocks): (usize, usize),
    stride: usize,
) -> Result<Piece<T>> {
    let entries = x.row(rows.start).start..x.row(rows.end - 1).end;
    let n = rows.len();
    let mut starts = filled(product(&[n, blocks])? + 1, 0)?;
    let places = || {
        rows.clone().enumerate().flat_map(|(r, row)| x.row(row).map(move |at| (r, at, x.col(at))))
    };
    for (r, _, column) in places() {
        starts[column / width * n + r + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let (mut columns, mut values) = (filled(entries.len(), 0)?, filled(entries.len(), T::ZERO)?);
    for (r, at, column) in places() {
        let block = column / width;
        let next = &mut starts[block * n + r];
        // Blocks are at most `u32::MAX` wide.
        (columns[*next], values[*next]) = ((column - block * width) as u32, x.value(at));
        *next += 1;
    }
    // Each start has become the next one.
    starts.rotate_right(1);
    starts[0] = 0;
    Ok(Piece { rows, starts, columns, values, products: filled(product(&[n, stride])?, T::ZERO)? })
}

/// Elements of a row of sums: whole vectors, unless there is less than one.
#[inline(always)]
fn stride_of<S: Simd, T: Real>(_: S, k: usize) -> usize {
    if k < len::<S, T>() { k } else { k.next_multiple_of(len::<S, T>()) }
}

/// Adds the products of block `index`, where `h` begins.
#[simd]
fn add<S: Simd, T: Real>(simd: S, piece: &mut Piece<T>, index: usize, h: &[T], k: usize) {
    let (n, stride) = (piece.rows.len(), stride_of::<S, T>(simd, k));
    if index == 0 {
        piece.products.fill(T::ZERO);
    }
    let starts = &piece.starts[index * n..][..n + 1];
    for (bounds, sums) in starts.windows(2).zip(piece.products.chunks_exact_mut(stride)) {
        let entries = bounds[0]..bounds[1];
        let values = &piece.values[entries.clone()];
        let row = Row { columns: &piece.columns[entries], values, h, k };
        if k < len::<S, T>() {
            row.narrow(sums);
        } else {
            row.strips(simd, sums);
        }
    }
}

/// Rows of whole vectors become rows of `k`: the last vector ends where they end.
#[simd]
fn close<S: Simd, T: Real>(simd: S, piece: &mut Piece<T>, k: usize) {
    let (len, stride) = (len::<S, T>(), stride_of::<S, T>(simd, k));
    if stride == k {
        return;
    }
    for row in 0..piece.rows.len() {
        let (from, to) = (row * stride, row * k);
        piece.products.copy_within(from..from + stride - len, to);
        piece.products.copy_within(from + stride - len..from + stride, to + k - len);
    }
}

/// Entries of a row in a block of H.
struct Row<'a, T> {
    columns: &'a [u32],
    values: &'a [T],
    h: &'a [T],
    k: usize,
}

impl<T: Real> Row<'_, T> {
    /// Fewer components than a vector has elements.
    #[inline(always)]
    fn narrow(&self, sums: &mut [T]) {
        for (&column, &value) in self.columns.iter().zip(self.values) {
            for (sum, &h) in sums.iter_mut().zip(&self.h[column as usize * self.k..]) {
                *sum += value * h;
            }
        }
    }

    #[inline(always)]
    fn strips<S: Simd>(&self, simd: S, sums: &mut [T]) {
        let (mut first, vectors) = (0, sums.len() / len::<S, T>());
        while first < vectors {
            first = match vectors - first {
                8.. => self.strip::<S, 8>(simd, first, sums),
                4.. => self.strip::<S, 4>(simd, first, sums),
                3 => self.strip::<S, 3>(simd, first, sums),
                2 => self.strip::<S, 2>(simd, first, sums),
                _ => self.strip::<S, 1>(simd, first, sums),
            };
        }
    }

    /// Adds to `N` vectors of the row from vector `first` on; returns where they end.
    #[inline(always)]
    fn strip<S: Simd, const N: usize>(&self, simd: S, first: usize, sums: &mut [T]) -> usize {
        let len = len::<S, T>();
        let column = first * len;
        // The last vector of all ends with the row of H, and may begin before `column`.
        let last = (column + (N - 1) * len).min(self.k - len);
        let at = |v: usize| if v == N - 1 { last } else { column + v * len };
        let own = &mut sums[column..][..N * len];
        let mut totals: [T::Native<S>; N] =
            std::array::from_fn(|v| T::Native::<S>::from_slice(simd, &own[v * len..][..len]));
        for (&place, &value) in self.columns.iter().zip(self.values) {
            let value = T::Native::<S>::splat(simd, value);
            let h = &self.h[place as usize * self.k..][..self.k];
            for (v, total) in totals.iter_mut().enumerate() {
                *total =
                    value.mul_add(T::Native::<S>::from_slice(simd, &h[at(v)..][..len]), *total);
            }
        }
        for (total, own) in totals.iter().zip(own.chunks_exact_mut(len)) {
            total.store_slice(own);
        }
        first + N
    }
}
