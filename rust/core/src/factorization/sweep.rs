//! A sweep of alternating least squares: the users' half step, the items', and the loss.
//!
//! The simple loop is these three calls. Each needs the Gram matrix of one side or of both: four of them,
//! of which two differ. Here each is computed once, and that of the items is kept for the next sweep. The
//! scores of stored pairs, which the loss needs, are those that the items' half step ends with.

use super::fixed::Fixed;
use super::gram::{gram, quick_gram};
use super::half_step::{half_step_of, half_step_work};
use super::loss::unstored;
use super::objective::Objective;
use super::solver::Solver;
use crate::numerics::Csr;
use crate::{Exec, Real, Result, Work};

/// The predicted time of a sweep.
pub fn sweep_work(n_users: usize, n_items: usize, nnz: usize, d: usize) -> Work {
    let twice = |n: usize| n.saturating_mul(2);
    half_step_work(twice(n_users), twice(n_items), twice(nnz), d)
}

/// Factors and what is known of them.
#[derive(Debug)]
pub struct Factors<'a, T> {
    /// What errors call the items' at the beginning.
    pub name: &'a str,
    /// `d` a user.
    pub users: &'a mut [T],
    /// `d` an item.
    pub items: &'a mut [T],
    /// Their number.
    pub d: usize,
    /// Room for the half steps of both.
    pub room: &'a mut [T],
    /// The items' Gram matrix of the last sweep; empty before the first.
    pub gram: Vec<f64>,
}

/// The loss after a sweep over ratings by user and by item.
pub fn sweep<T: Real>(
    exec: &Exec,
    [by_user, by_item]: [Csr<T>; 2],
    factors: &mut Factors<T>,
    objective: Objective,
    solver: Solver,
) -> Result<f64> {
    let Factors { name, users, items, d, room, gram: last } = factors;
    let d = *d;
    // The basis tells whether a quick one is good enough for it; blocks have none. Of the loss, whose factors
    // are rounded themselves, it is.
    let gram = if solver == Solver::Block { gram } else { quick_gram };
    let fixed = Fixed { name, factors: items, d };
    let known = (!last.is_empty()).then_some(&last[..]);
    half_step_of(exec, by_user, fixed, known, objective, solver, false, room, users)?;
    let of_users = gram(exec, "user_factors", users, d)?;
    let fixed = Fixed { name: "user_factors", factors: users, d };
    let stored =
        half_step_of(exec, by_item, fixed, Some(&of_users), objective, solver, true, room, items)?;
    let grams = [of_users, gram(exec, "item_factors", items, d)?];
    let rest = unstored(exec, by_user, users, items, d, objective, &grams)?;
    let [_, of_items] = grams;
    *last = of_items;
    Ok(stored + rest)
}
