//! Bindings of the topic `factorization`.

use mlmath_core::factorization::{self, Factors, Fixed, Objective, Solver};
use mlmath_core::numerics::Csr;
use numpy::{
    PyArray1, PyReadonlyArray1, PyReadonlyArray2, PyReadwriteArray1, PyReadwriteArray2,
    PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;
use crate::csr::PyCsr;

/// The name of a loss, and `alpha, l2, alpha0, nu`.
type PyObjective = (String, f64, f64, f64, f64);

fn as_objective((loss, alpha, l2, alpha0, nu): PyObjective) -> Objective {
    if loss == "ials" {
        Objective::Ials { l2, alpha0, nu }
    } else {
        Objective::Original { alpha, l2 }
    }
}

fn as_solver(name: &str) -> Solver {
    match name {
        "cg" | "auto" => Solver::Cg,
        "block" => Solver::Block,
        _ => Solver::Cholesky,
    }
}

/// Elements of the working memory of [`als_half_step`].
#[pyfunction]
pub fn als_room(n_columns: usize, d: usize) -> usize {
    factorization::half_step_room(n_columns, d)
}

/// The factors of the rows of `ratings`, given those of its columns, called `name`, into `out`.
#[pyfunction]
pub fn als_half_step(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    name: &str,
    fixed: &Bound<'_, PyAny>,
    objective: PyObjective,
    solver: &str,
    room: &Bound<'_, PyAny>,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let (objective, solver) = (as_objective(objective), as_solver(solver));
    by_float!(fixed, T => {
        let (fixed, mut out): (PyReadonlyArray2<'_, T>, PyReadwriteArray2<'_, T>) =
            (fixed.extract()?, out.extract()?);
        let mut room: PyReadwriteArray1<'_, T> = room.extract()?;
        let values = ratings.values::<T>()?;
        let (parts, d) = (ratings.sharing(&values)?, fixed.shape()[1]);
        let fixed = Fixed { name, factors: fixed.as_slice()?, d };
        let (room, out) = (room.as_slice_mut()?, out.as_slice_mut()?);
        let work =
            factorization::half_step_work(parts.shape.0, parts.shape.1, parts.indices.len(), d);
        bridge::run(py, work, |exec| {
            let ratings = Csr::new(exec, "ratings", parts)?;
            factorization::half_step(exec, ratings, fixed, objective, solver, room, out)
        })
    })
}

/// A sweep over the ratings by user and by item, from item factors called `name`, with room for both half
/// steps; the loss after it, and the items' Gram matrix, to be handed to the next.
#[pyfunction]
pub fn als_sweep<'py>(
    py: Python<'py>,
    ratings: (PyCsr<'py>, PyCsr<'py>),
    name: &str,
    factors: (Bound<'py, PyAny>, Bound<'py, PyAny>),
    objective: PyObjective,
    solver: &str,
    room: &Bound<'py, PyAny>,
    gram: PyReadonlyArray1<'py, f64>,
) -> PyResult<(f64, Bound<'py, PyArray1<f64>>)> {
    let (objective, solver) = (as_objective(objective), as_solver(solver));
    let (by_user, by_item) = ratings;
    by_float!(factors.0, T => {
        let (mut users, mut items): (PyReadwriteArray2<'_, T>, PyReadwriteArray2<'_, T>) =
            (factors.0.extract()?, factors.1.extract()?);
        let mut room: PyReadwriteArray1<'_, T> = room.extract()?;
        let values = (by_user.values::<T>()?, by_item.values::<T>()?);
        let parts = [by_user.sharing(&values.0)?, by_item.sharing(&values.1)?];
        let (shape, d) = (parts[0].shape, users.shape()[1]);
        let (users, items) = (users.as_slice_mut()?, items.as_slice_mut()?);
        let (room, gram) = (room.as_slice_mut()?, gram.as_slice()?.to_vec());
        let mut factors = Factors { name, users, items, d, room, gram };
        let work = factorization::sweep_work(shape.0, shape.1, parts[0].indices.len(), d);
        let loss = bridge::run(py, work, |exec| {
            let [by_user, by_item] = parts;
            let ratings = [
                Csr::new(exec, "ratings", by_user)?,
                Csr::new(exec, "ratings", by_item)?,
            ];
            factorization::sweep(exec, ratings, &mut factors, objective, solver)
        })?;
        Ok((loss, PyArray1::from_vec(py, factors.gram)))
    })
}

/// The loss over all pairs.
#[pyfunction]
pub fn als_loss(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    user_factors: &Bound<'_, PyAny>,
    item_factors: &Bound<'_, PyAny>,
    objective: PyObjective,
) -> PyResult<f64> {
    let objective = as_objective(objective);
    by_float!(user_factors, T => {
        let (users, items): (PyReadonlyArray2<'_, T>, PyReadonlyArray2<'_, T>) =
            (user_factors.extract()?, item_factors.extract()?);
        let values = ratings.values::<T>()?;
        let (parts, d) = (ratings.sharing(&values)?, users.shape()[1]);
        let (users, items) = (users.as_slice()?, items.as_slice()?);
        let work = factorization::loss_work(parts.shape.0, parts.shape.1, parts.indices.len(), d);
        bridge::run(py, work, |exec| {
            let ratings = Csr::new(exec, "ratings", parts)?;
            factorization::loss(exec, ratings, users, items, d, objective)
        })
    })
}

/// The score of an item for a user, and what each of the user's ratings contributes to it.
#[pyfunction]
pub fn als_explain(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    name: &str,
    item_factors: &Bound<'_, PyAny>,
    objective: PyObjective,
    place: (usize, usize),
    mut ids: PyReadwriteArray1<'_, i64>,
    contributions: &Bound<'_, PyAny>,
) -> PyResult<f64> {
    let objective = as_objective(objective);
    by_float!(item_factors, T => {
        let (items, mut out): (PyReadonlyArray2<'_, T>, PyReadwriteArray1<'_, T>) =
            (item_factors.extract()?, contributions.extract()?);
        let values = ratings.values::<T>()?;
        let (parts, d) = (ratings.sharing(&values)?, items.shape()[1]);
        let fixed = Fixed { name, factors: items.as_slice()?, d };
        let (ids, out) = (ids.as_slice_mut()?, out.as_slice_mut()?);
        bridge::run(py, factorization::explain_work(parts.shape.1, d), |exec| {
            let ratings = Csr::new(exec, "ratings", parts)?;
            factorization::explain(exec, ratings, fixed, objective, place, ids, out)
        })
    })
}
