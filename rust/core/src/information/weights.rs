//! Entropy of weights that occur several times each.

/// The entropy in nats of `(weight, times)`, normalised: relative to the largest weight no term is negative
/// (`entropy.rs`). NaN without weight.
pub(super) fn entropy_of_weights(weights: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let largest = weights.clone().fold(0.0_f64, |largest, (weight, _)| largest.max(weight));
    let (mut ties, mut others, mut sum) = (0.0, 0.0, 0.0);
    for (weight, times) in weights.filter(|&(weight, _)| weight > 0.0) {
        if weight == largest {
            ties += times;
        } else {
            let ratio = weight / largest;
            others += times * ratio;
            sum -= times * ratio * ratio.ln();
        }
    }
    log_sum(ties, others) + sum / (ties + others)
}

/// `log(ties + rest)`, exact for one large value and little rest.
pub(super) fn log_sum(ties: f64, rest: f64) -> f64 {
    if ties == 1.0 { rest.ln_1p() } else { (ties + rest).ln() }
}
