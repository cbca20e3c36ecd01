//! Rows of a matrix packed for the product tile.

use fearless_simd::dispatch;

use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::simd::{Step, pack};
use crate::{Exec, Real, Result};

/// Elements one task packs: a quarter of a megabyte of doubles.
const CHUNK: usize = 1 << 15;

/// Panels of `width` rows side by side, the last filled up with zeros.
#[derive(Debug)]
pub struct Panels<T> {
    packed: Vec<T>,
    panel_len: usize,
    count: usize,
}

impl<T: Real> Panels<T> {
    /// Room for `n_rows` rows.
    pub fn with_room(n_rows: usize, depth: usize, width: usize) -> Result<Self> {
        let (panel_len, count) = (product(&[depth, width])?, n_rows.div_ceil(width));
        Ok(Self { packed: filled(product(&[panel_len, count])?, T::ZERO)?, panel_len, count })
    }

    /// Packs `n_rows` rows of length `depth`, no more than there is room for.
    pub fn pack(&mut self, exec: &Exec, rows: &[T], n_rows: usize, depth: usize) -> Result<()> {
        if self.packed.is_empty() {
            return Ok(());
        }
        let width = self.panel_len / depth;
        self.count = n_rows.div_ceil(width);
        let at_once = (CHUNK / self.panel_len).max(1);
        let room = &mut self.packed[..self.panel_len * self.count];
        let parts: Vec<_> = room.chunks_mut(at_once * self.panel_len).collect();
        let ranges = Chunks::new(rows.len(), at_once * self.panel_len);
        exec.map_items(parts, |index, part: &mut [T]| {
            let rows = &rows[ranges.range(index)];
            let (step, count) = (Step { width: depth, depth: 1 }, rows.len() / depth);
            dispatch!(exec.level(), simd => pack(simd, rows, step, depth, count, width, part));
            Ok(())
        })?;
        Ok(())
    }

    /// The packed panels, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.count).map(|index| &self.packed[index * self.panel_len..][..self.panel_len])
    }
}
