//! Information of labels about a number (Ross).

use super::columns::Ascending;
use crate::information::Digamma;
use crate::neighbours::Ball;
use crate::neighbours::line::{count_within, kth_of_member};
use crate::numerics::filled;
use crate::{Exec, Result};

/// Points between two looks for Ctrl-C.
const CHECKED: usize = 1 << 12;

/// Ross's estimate of labels about a number, as scikit-learn counts: only points nearer than the k-th of
/// the label; those at distance 0 where that is 0. Labels of one point stay out.
pub(super) fn of_number(
    exec: &Exec,
    x: &Ascending,
    labels: &[i64],
    n_labels: usize,
    n_neighbors: usize,
) -> Result<f64> {
    let mut sizes = filled(n_labels, 0_usize)?;
    labels.iter().for_each(|&label| sizes[label as usize] += 1);
    // Where the values of each label start: in their order, all labels one after the other.
    let mut ends = filled(n_labels, 0_usize)?;
    let mut n = 0;
    for (end, &size) in ends.iter_mut().zip(&sizes) {
        *end = n;
        n += if size > 1 { size } else { 0 };
    }
    if n == 0 {
        return Ok(0.0);
    }
    let (mut all, mut grouped) = (filled(n, 0.0)?, filled(n, 0.0)?);
    let mut n_all = 0;
    for (&value, &place) in x.values.iter().zip(&x.places) {
        let label = labels[place as usize] as usize;
        if sizes[label] > 1 {
            all[n_all] = value;
            n_all += 1;
            grouped[ends[label]] = value;
            ends[label] += 1;
        }
    }
    let psi = Digamma::up_to(n)?;
    let mut sum = 0.0;
    for (&end, &size) in ends.iter().zip(&sizes).filter(|&(_, &size)| size > 1) {
        let group = &grouped[end - size..end];
        let k = n_neighbors.min(size - 1);
        let of_label = psi.of(n) + psi.of(k) - psi.of(size);
        for (at, &value) in group.iter().enumerate() {
            if at % CHECKED == 0 {
                exec.check()?;
            }
            let reach = Ball::Open.reach(kth_of_member(group, at, k));
            sum += of_label - psi.of(count_within(&all, value, reach));
        }
    }
    Ok((sum / n as f64).max(0.0))
}
