//! Two columns of labels as one, and samples in the order of their labels.

use super::codes::{Codes, SAMPLES};
use crate::numerics::{filled, reserved};
use crate::{Exec, Result};

/// Codes of pairs are not made dense while they are at most so many for each sample: what goes over
/// codes is then not longer than what goes over samples by more.
const SPREAD: usize = 4;

/// Or while they are so few.
const FEW: usize = 1 << 12;

/// Samples between two looks at the cancel token: some milliseconds.
const PER_CHECK: usize = 1 << 20;

/// Codes of pairs of labels.
pub(super) struct Joined {
    codes: Vec<i64>,
    /// The second label of each code.
    pub seconds: Vec<usize>,
}

impl Joined {
    /// One column, joined with nothing.
    pub fn of(column: Codes) -> Result<Self> {
        let mut codes = reserved(column.len())?;
        codes.extend_from_slice(column.all());
        let mut seconds = reserved(column.n_codes())?;
        seconds.extend(0..column.n_codes());
        Ok(Self { codes, seconds })
    }

    pub fn codes(&self) -> Codes<'_> {
        Codes::trusted(&self.codes, self.seconds.len())
    }
}

/// Equal codes for samples that agree in both.
pub(super) fn join(exec: &Exec, x: Codes, y: Codes) -> Result<Joined> {
    let mut codes = filled(x.len(), 0_i64)?;
    match x.n_codes().checked_mul(y.n_codes()) {
        Some(n) if n <= FEW.max(x.len().saturating_mul(SPREAD)) => {
            exec.map_items(codes.chunks_mut(SAMPLES).collect(), |task, codes: &mut [i64]| {
                for (code, sample) in codes.iter_mut().zip(task * SAMPLES..) {
                    *code = (x.at(sample) * y.n_codes() + y.at(sample)) as i64;
                }
                Ok(())
            })?;
            let mut seconds = reserved(n)?;
            seconds.extend((0..n).map(|code| code % y.n_codes()));
            Ok(Joined { codes, seconds })
        }
        _ => {
            let groups = group(exec, x)?;
            let (mut seconds, mut known) = (Vec::new(), filled(y.n_codes(), usize::MAX)?);
            for samples in groups.iter() {
                let first = seconds.len();
                for (done, &sample) in samples.iter().enumerate() {
                    if done % PER_CHECK == 0 {
                        exec.check()?;
                    }
                    let second = y.at(sample);
                    // Codes below `first` are of another group.
                    if known[second] == usize::MAX || known[second] < first {
                        known[second] = seconds.len();
                        seconds.push(second);
                    }
                    codes[sample] = known[second] as i64;
                }
            }
            Ok(Joined { codes, seconds })
        }
    }
}

/// Samples by their label: those of one label are neighbours, in their order.
pub struct Groups {
    starts: Vec<usize>,
    samples: Vec<usize>,
}

impl Groups {
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn of(&self, label: usize) -> &[usize] {
        &self.samples[self.starts[label]..self.starts[label + 1]]
    }

    pub fn iter(&self) -> impl Iterator<Item = &[usize]> {
        (0..self.len()).map(|label| self.of(label))
    }
}

/// A counting sort.
pub fn group(exec: &Exec, x: Codes) -> Result<Groups> {
    let mut starts = filled(x.n_codes() + 1, 0)?;
    for codes in x.all().chunks(PER_CHECK) {
        exec.check()?;
        codes.iter().for_each(|&code| starts[code as usize + 1] += 1);
    }
    for label in 0..x.n_codes() {
        starts[label + 1] += starts[label];
    }
    let mut samples = filled(x.len(), 0)?;
    let mut next = filled(x.n_codes(), 0)?;
    next.copy_from_slice(&starts[..x.n_codes()]);
    for (index, codes) in x.all().chunks(PER_CHECK).enumerate() {
        exec.check()?;
        for (sample, &code) in (index * PER_CHECK..).zip(codes) {
            samples[next[code as usize]] = sample;
            next[code as usize] += 1;
        }
    }
    Ok(Groups { starts, samples })
}
