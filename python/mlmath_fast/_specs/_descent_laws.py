"""Laws of the topic ``descent``."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._laws import gradient_is_the_derivative, permutation
from mlmath_fast._specs._spec import Law, Tolerance

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


def _problems(rng: Generator) -> Iterator[tuple[Any, Any, Any]]:
    yield _problem(rng)


def _loss_at(loss_grad: Function, rng: Generator) -> tuple[Function, Any]:
    X, y, w = _problem(rng)

    def at(theta: Any) -> tuple[float, Any]:
        loss, grad, grad_intercept = loss_grad(
            X, y, theta[:4], float(theta[4]), l2=0.3, sample_weight=w
        )
        return loss, [*grad, grad_intercept]

    return at, rng.standard_normal(5)


def _weights_are_copies(function: Function, rng: Generator) -> None:
    """Weight k is k copies, weight 0 none."""
    X, y, w = _problem(rng)
    rows = np.repeat(np.arange(len(X)), w.astype(int))
    assert_same(function(X, y, w), function(X[rows], y[rows], None))


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
    for mine, other in zip(got, want, strict=True):
        assert_close(mine, other, rtol=1e-7, atol=1e-9)


def _at_a_point(loss_grad: Function) -> Function:
    """A function of the data alone."""
    coef = [1.0, -0.5, 0.2, 0.0]
    return lambda X, y, w: loss_grad(X, y, coef, 0.3, l2=0.1, sample_weight=w)


def _answer(fit: Function) -> Function:
    """The minimum, without the way there."""

    def answer(X: Any, y: Any, w: Any) -> tuple[Any, float, float]:
        found = fit(X, y, sample_weight=w)
        return found.coef, found.intercept, found.loss

    return answer


def _samples_are_a_set(of: Callable[[Function], Function]) -> list[Law]:
    order = permutation(_problems, arrays=3, tol=Tolerance(rtol=1e-7, atol=1e-9))
    return [
        replace(order, check=lambda function, rng: order.check(of(function), rng)),
        Law(
            name="weight k is k copies",
            check=lambda function, rng: _weights_are_copies(of(function), rng),
        ),
    ]


LOSS_GRAD_LAWS = [
    gradient_is_the_derivative(_loss_at),
    *_samples_are_a_set(_at_a_point),
    Law(name="a constant column is an intercept", check=_a_constant_column_is_an_intercept),
]
FIT_LAWS = [
    *_samples_are_a_set(_answer),
    Law(name="a shift moves the intercept alone", check=_shift_moves_the_intercept_alone),
    Law(name="swapped labels flip signs", check=_swapped_labels_flip_signs),
    Law(name="the answer is stationary", check=_the_answer_is_stationary),
]
DESCENT_LAWS = [
    Law(name="translation translates", check=_translation_translates),
    Law(name="the line search never climbs", check=_the_line_search_never_climbs),
]
