//! A column in ascending order, with where each value came from.

use crate::Result;
use crate::neighbours::line::ascending;
use crate::numerics::reserved;

/// Values in ascending order, and their places in the column.
#[derive(Clone, Debug)]
pub(super) struct Ascending {
    pub values: Vec<f64>,
    pub places: Vec<u32>,
}

impl Ascending {
    /// Of a column of fewer than 2^32 finite values.
    pub fn of(column: &[f64]) -> Result<Self> {
        let mut pairs = reserved(column.len())?;
        pairs.extend(column.iter().zip(0_u32..).map(|(&value, place)| (value, place)));
        pairs.sort_unstable_by(|a: &(f64, u32), b| ascending(&a.0, &b.0));
        let (mut values, mut places) = (reserved(column.len())?, reserved(column.len())?);
        for (value, place) in pairs {
            values.push(value);
            places.push(place);
        }
        Ok(Self { values, places })
    }

    /// The number of each distinct value, at its place: labels of the column; and how many there are.
    pub fn labels(&self, labels: &mut Vec<i64>) -> usize {
        labels.clear();
        labels.resize(self.values.len(), 0);
        let mut label = 0_i64;
        for (at, &place) in self.places.iter().enumerate() {
            label += i64::from(at > 0 && self.values[at] != self.values[at - 1]);
            labels[place as usize] = label;
        }
        if labels.is_empty() { 0 } else { label as usize + 1 }
    }
}
