//! The weighed factors of a row's entries, gathered side by side, and what is read from them.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::rows::Rows;
use crate::numerics::{filled, product};
use crate::simd::{BLOCK_ROWS, RESIDUAL_ROWS, add_combination, add_residual, dots, padded};
use crate::{Real, Result};

/// Elements of a panel: 4 MB in single precision. Longer rows are gathered piece by piece, for every pass
/// anew. With half a megabyte, which stays in the L2 cache, sweeps of 10 million pairs (synthetic, d = 128)
/// took 7 % longer.
const ELEMENTS: usize = 1 << 20;

/// What a pass over a panel computes.
#[derive(Clone, Copy)]
pub(super) enum Pass {
    /// `y += X^T (b - X p)`, and the products `X p`.
    Residual,
    /// The products `X p`.
    Products,
    /// `y += X^T (X p)`, from the products.
    Image,
}

/// Entries at a time, so that a panel of theirs fits: whole eights.
pub(super) fn panel_rows(d: usize) -> usize {
    (ELEMENTS / padded(d) / RESIDUAL_ROWS).max(1) * RESIDUAL_ROWS
}

/// Rows of a panel of `n` entries: zeros fill the last eight.
pub(super) fn whole_rows(n: usize) -> usize {
    n.next_multiple_of(RESIDUAL_ROWS)
}

/// The `x_i` and `b_i` of `row_system.rs` for some entries.
pub(super) struct Panel<P> {
    x: Vec<P>,
    roots: Vec<P>,
    b: Vec<P>,
}

impl<P: Real> Panel<P> {
    /// For `longest` entries or as many as fit.
    pub(super) fn new(d: usize, longest: usize) -> Result<Self> {
        let n = panel_rows(d).min(whole_rows(longest.max(1)));
        let zeros = |n| filled(n, P::ZERO);
        Ok(Self { x: zeros(product(&[n, padded(d)])?)?, roots: zeros(n)?, b: zeros(n)? })
    }

    /// How many entries fit.
    pub(super) fn len(&self) -> usize {
        self.roots.len()
    }

    /// What the first `n` entries add to the loss where factors are zero: the sum of `y`.
    #[inline(always)]
    pub(super) fn loss_of_zeros(&self, n: usize) -> f64 {
        self.roots[..n].iter().zip(&self.b).map(|(&root, &b)| (root * b).to_f64()).sum()
    }

    /// A pass over the first `products.len()` rows: whole eights.
    #[inline(always)]
    pub(super) fn pass<S: Simd>(
        &self,
        simd: S,
        pass: Pass,
        p: &[P],
        y: &mut [P],
        products: &mut [P],
    ) {
        let n = products.len();
        let x = &self.x[..n * p.len()];
        match pass {
            Pass::Residual => add_residual(simd, x, &self.b[..n], p, y, products),
            Pass::Products => dots(simd, x, p, products),
            Pass::Image => add_combination(simd, x, products, y),
        }
    }
}

/// Gathers `entries` into `panel`.
#[simd]
pub(super) fn load<S: Simd, T: Real, P: Real>(
    _: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    panel: &mut Panel<P>,
) {
    let Panel { x, roots, b, .. } = panel;
    let (n, whole) = (entries.len(), whole_rows(entries.len()));
    rows.weigh(entries.clone(), roots, b);
    rows.gather(entries, roots, x);
    x[n * padded(rows.d)..whole * padded(rows.d)].fill(P::ZERO);
    b[n..whole].fill(P::ZERO);
}

/// What `entries` add to the loss, compared with pairs that are not stored, given their `X z`.
#[simd]
pub(super) fn corrections<S: Simd, T: Real, P: Real>(
    _: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    products: &[P],
    Panel { roots, b, .. }: &mut Panel<P>,
) -> f64 {
    let mut sum = 0.0;
    let mut start = entries.start;
    for products in products[..entries.len()].chunks(roots.len()) {
        let block = start..start + products.len();
        rows.weigh(block.clone(), roots, b);
        for ((at, &product), &root) in block.zip(products).zip(&*roots) {
            let score = (product / root).to_f64();
            sum += rows.objective.correction(rows.ratings.value(at).to_f64(), score);
        }
        start += products.len();
    }
    sum
}

/// Working memory of one thread for [`corrections_at`].
pub(super) struct Scores<P> {
    panel: Panel<P>,
    products: Vec<P>,
}

impl<P: Real> Scores<P> {
    /// For at most `longest` entries.
    pub(super) fn new(d: usize, longest: usize) -> Result<Self> {
        let panel = Panel::new(d, longest.min(BLOCK_ROWS))?;
        let products = filled(panel.len(), P::ZERO)?;
        Ok(Self { panel, products })
    }
}

/// The same, given `z`.
#[simd]
pub(super) fn corrections_at<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    z: &[P],
    Scores { panel, products }: &mut Scores<P>,
) -> f64 {
    let mut sum = 0.0;
    for start in entries.clone().step_by(panel.len()) {
        let block = start..entries.end.min(start + panel.len());
        let products = &mut products[..whole_rows(block.len())];
        load(simd, rows, block.clone(), panel);
        panel.pass(simd, Pass::Products, z, &mut [], products);
        sum += corrections(simd, rows, block, products, panel);
    }
    sum
}
