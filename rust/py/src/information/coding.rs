//! Capacity, rate and distortion, bottlenecks, code lengths.

use mlmath_core::information::{self, Bottleneck, Rate};
use numpy::{
    PyReadonlyArray1, PyReadonlyArray2, PyReadwriteArray1, PyReadwriteArray2, PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// When to stop: tolerance, iterations at most.
type Stop = (f64, usize);

/// The bounds of the capacity, steps, and whether they are near; the best inputs into `inputs`.
#[pyfunction]
pub fn channel_capacity(
    py: Python<'_>,
    channel: &Bound<'_, PyAny>,
    stop: Stop,
    mut inputs: PyReadwriteArray1<'_, f64>,
) -> PyResult<(f64, f64, usize, bool)> {
    let inputs = inputs.as_slice_mut()?;
    let end = by_float!(channel, T => {
        let channel: PyReadonlyArray2<'_, T> = channel.extract()?;
        let (shape, channel) = ([channel.shape()[0], channel.shape()[1]], channel.as_slice()?);
        let work = information::alternation_work(channel.len(), stop.1);
        bridge::run(py, work, |exec| {
            information::channel_capacity(exec, channel, shape, stop, inputs)
        })
    })?;
    Ok((end.lower, end.upper, end.n_iter, end.converged))
}

/// Rate, distortion, gap, steps, and whether it is small; the coder into `conditional`, `outputs`.
#[pyfunction]
pub fn rate_distortion(
    py: Python<'_>,
    p: &Bound<'_, PyAny>,
    distortion: &Bound<'_, PyAny>,
    beta: f64,
    stop: Stop,
    mut conditional: PyReadwriteArray2<'_, f64>,
    mut outputs: PyReadwriteArray1<'_, f64>,
) -> PyResult<(f64, f64, f64, usize, bool)> {
    let found = Rate { conditional: conditional.as_slice_mut()?, outputs: outputs.as_slice_mut()? };
    let end = by_float!(p, T => {
        let p: PyReadonlyArray1<'_, T> = p.extract()?;
        let distortion: PyReadonlyArray2<'_, T> = distortion.extract()?;
        let shape = [distortion.shape()[0], distortion.shape()[1]];
        let (p, distortion) = (p.as_slice()?, (distortion.as_slice()?, shape));
        let work = information::alternation_work(distortion.0.len(), stop.1);
        bridge::run(py, work, |exec| {
            information::rate_distortion(exec, p, distortion, beta, stop, found)
        })
    })?;
    Ok((end.rate, end.distortion, end.gap, end.n_iter, end.converged))
}

/// Complexity, relevance, losses, and whether they settled; moves `assignment` from where it starts.
#[pyfunction]
pub fn information_bottleneck(
    py: Python<'_>,
    joint: &Bound<'_, PyAny>,
    beta: f64,
    stop: Stop,
    mut assignment: PyReadwriteArray2<'_, f64>,
    mut clusters: PyReadwriteArray1<'_, f64>,
    mut decoder: PyReadwriteArray2<'_, f64>,
) -> PyResult<(f64, f64, Vec<f64>, bool)> {
    let found = Bottleneck {
        assignment: assignment.as_slice_mut()?,
        clusters: clusters.as_slice_mut()?,
        decoder: decoder.as_slice_mut()?,
    };
    let end = by_float!(joint, T => {
        let joint: PyReadonlyArray2<'_, T> = joint.extract()?;
        let (shape, joint) = ([joint.shape()[0], joint.shape()[1]], joint.as_slice()?);
        let work = information::bottleneck_work(shape, found.clusters.len(), stop.1);
        bridge::run(py, work, |exec| {
            information::information_bottleneck(exec, joint, shape, beta, stop, found)
        })
    })?;
    Ok((end.complexity, end.relevance, end.losses, end.converged))
}

/// Length and overhead of the data; the quantised model into `frequencies`.
#[pyfunction]
pub fn code_length_bound(
    py: Python<'_>,
    counts: &Bound<'_, PyAny>,
    model: &Bound<'_, PyAny>,
    precision: u32,
    base: Option<f64>,
    mut frequencies: PyReadwriteArray1<'_, i64>,
) -> PyResult<(f64, f64)> {
    let frequencies = frequencies.as_slice_mut()?;
    let length = by_float!(counts, T => {
        let counts: PyReadonlyArray1<'_, T> = counts.extract()?;
        let model: PyReadonlyArray1<'_, T> = model.extract()?;
        let work = information::code_length_work(counts.len());
        let (counts, model) = (counts.as_slice()?, model.as_slice()?);
        bridge::run(py, work, |exec| {
            information::code_length_bound(exec, counts, model, precision, base, frequencies)
        })
    })?;
    Ok((length.length, length.overhead))
}
