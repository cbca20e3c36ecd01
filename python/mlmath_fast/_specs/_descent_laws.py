"""Laws of the topic ``descent``."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._spec import Law

Function = Callable[..., Any]


def labels_of(rng: Generator, X: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Labels drawn from a logistic model of the columns, about half of them 1."""
    z = X.sum(axis=1, dtype=np.float64) / max(X.shape[1], 1) ** 0.5
    labels: npt.NDArray[np.float64] = (rng.random(len(X)) < 1 / (1 + np.exp(-z))).astype(float)
    return labels


def softplus_sum(theta: Any) -> tuple[float, Any]:
    """Smooth and strictly convex, with its minimum at 0."""
    wide = 3 * theta.astype(np.float64)
    return float(np.sum(np.logaddexp(wide, -wide))) / 3, np.tanh(3 * theta)


def _problem(rng: Generator) -> tuple[Any, Any, Any]:
    X = rng.standard_normal((60, 4))
    return X, labels_of(rng, X), rng.poisson(1.0, 60).astype(np.float64)


def _gradient_is_the_derivative(loss_grad: Function, rng: Generator) -> None:
    X, y, w = _problem(rng)
    theta, step = rng.standard_normal(5), 1e-5

    def at(theta: Any) -> Any:
        return loss_grad(X, y, theta[:4], float(theta[4]), l2=0.3, sample_weight=w)

    _, grad, grad_intercept = at(theta)
    differences = [
        (at(theta + step * unit)[0] - at(theta - step * unit)[0]) / (2 * step) for unit in np.eye(5)
    ]
    assert_close([*grad, grad_intercept], differences, rtol=1e-7, atol=1e-9)


def _order_does_not_matter(function: Function, rng: Generator) -> None:
    X, y, w = _problem(rng)
    order = rng.permutation(len(X))
    assert_same(
        function(X, y, sample_weight=w), function(X[order], y[order], sample_weight=w[order])
    )


def _weights_are_copies(function: Function, rng: Generator) -> None:
    """Weight k is k copies, weight 0 none."""
    X, y, w = _problem(rng)
    rows = np.repeat(np.arange(len(X)), w.astype(int))
    assert_same(function(X, y, sample_weight=w), function(X[rows], y[rows]))


def _a_constant_column_is_an_intercept(loss_grad: Function, rng: Generator) -> None:
    X, y, _ = _problem(rng)
    coef = rng.standard_normal(4)
    loss, grad, grad_intercept = loss_grad(X, y, coef, 0.7)
    inside = loss_grad(np.column_stack([X, np.ones(60)]), y, [*coef, 0.7])
    assert_same((loss, [*grad, grad_intercept]), inside[:2])


def _shift_moves_the_intercept_alone(fit: Function, rng: Generator) -> None:
    X, y, _ = _problem(rng)
    shift = rng.standard_normal(4)
    here, there = fit(X, y, l2=0.01), fit(X + shift, y, l2=0.01)
    assert_close(there.coef, here.coef, rtol=1e-7)
    assert_close(there.intercept, here.intercept - shift @ here.coef, rtol=1e-7)


def _swapped_labels_flip_signs(fit: Function, rng: Generator) -> None:
    X, y, _ = _problem(rng)
    one, other = fit(X, y), fit(X, 1 - y)
    assert_same((one.coef, one.intercept, one.loss), (-other.coef, -other.intercept, other.loss))


def _the_answer_is_stationary(fit: Function, rng: Generator) -> None:
    X, y, _ = _problem(rng)
    found = fit(X, y, l2=0.01)
    assert found.converged
    again = fit(X, y, l2=0.01, coef_init=[*found.coef, found.intercept])
    assert again.n_iter == 0
    assert_same(again.coef, found.coef)


def _translation_translates(descent: Function, rng: Generator) -> None:
    start, shift = rng.standard_normal(5), rng.standard_normal(5)

    for options in ({}, {"learning_rate": 0.5}, {"learning_rate": 0.3, "momentum": 0.4}):
        here = descent(softplus_sum, start, **options)
        there = descent(lambda theta: softplus_sum(theta - shift), start + shift, **options)
        assert here.converged
        assert_close(there.theta - shift, here.theta, rtol=0.0, atol=1e-5)


def _the_line_search_never_climbs(descent: Function, rng: Generator) -> None:
    losses: list[float] = []
    scales = rng.uniform(0.1, 10.0, 6)
    descent(
        lambda theta: (float(theta @ (scales * theta)), 2 * scales * theta),
        rng.standard_normal(6),
        tol=1e-4,
        callback=lambda state: losses.append(state.loss),
    )
    assert losses == sorted(losses, reverse=True)


def assert_same(got: Any, want: Any) -> None:
    """Two results that rounding alone may tell apart."""
    if hasattr(got, "coef"):
        got, want = ((r.coef, r.intercept, r.loss) for r in (got, want))
    for mine, other in zip(got, want, strict=True):
        assert_close(mine, other, rtol=1e-7, atol=1e-9)


def _at_a_point(law: Function) -> Function:
    """A law of functions of the data, for the loss at fixed coefficients."""

    def check(loss_grad: Function, rng: Generator) -> None:
        coef = rng.standard_normal(4)
        law(lambda X, y, **options: loss_grad(X, y, coef, 0.3, l2=0.1, **options), rng)

    return check


LOSS_GRAD_LAWS = [
    Law(name="the gradient is the derivative", check=_gradient_is_the_derivative),
    Law(name="order does not matter", check=_at_a_point(_order_does_not_matter)),
    Law(name="weight k is k copies", check=_at_a_point(_weights_are_copies)),
    Law(name="a constant column is an intercept", check=_a_constant_column_is_an_intercept),
]
FIT_LAWS = [
    Law(name="order does not matter", check=_order_does_not_matter),
    Law(name="weight k is k copies", check=_weights_are_copies),
    Law(name="a shift moves the intercept alone", check=_shift_moves_the_intercept_alone),
    Law(name="swapped labels flip signs", check=_swapped_labels_flip_signs),
    Law(name="the answer is stationary", check=_the_answer_is_stationary),
]
DESCENT_LAWS = [
    Law(name="translation translates", check=_translation_translates),
    Law(name="the line search never climbs", check=_the_line_search_never_climbs),
]
