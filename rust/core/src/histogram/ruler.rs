//! Bins of equal width, computed rather than searched for.

use super::axis::Axis;

/// Rounding steps of a bin between `x` on an edge and what the ruler says: `linspace`'s four operations and
/// our seven (width, scale, offset, margin, half, product, sum) make (3 + 2.5 reach) n of them at most.
const ROUNDINGS: f64 = 8.0;

/// With a larger margin a value may be within rounding of two edges.
const MARGIN_MAX: f64 = 0.25;

/// How bins of equal width are computed: `x` is `scale * x + (below or above)` widths beyond the first
/// edge, less or more than the rounding.
#[derive(Clone, Copy)]
pub(super) struct Ruler {
    pub scale: f64,
    pub below: f64,
    pub above: f64,
}

impl Ruler {
    /// Of the middles of bins of width 1.
    pub const UNIT: Self = Self { scale: 1.0, below: 0.0, above: 0.0 };

    /// `None` where bins cannot be computed.
    pub fn of(axis: &Axis) -> Option<Self> {
        let (&first, &last) = (axis.edges.first()?, axis.edges.last()?);
        let (n, width) = (axis.n_bins() as f64, last - first);
        let scale = n / width;
        let reach = first.abs().max(last.abs()) / width;
        // Edges of more digits were rounded to double precision.
        let step = axis.equal?.max(f64::EPSILON);
        let margin = ROUNDINGS * step * n * (1.0 + reach);
        let sound = scale.is_finite() && scale >= f64::MIN_POSITIVE && margin <= MARGIN_MAX;
        let offset = -first * scale;
        sound.then_some(Self { scale, below: offset - margin, above: offset + margin })
    }
}
