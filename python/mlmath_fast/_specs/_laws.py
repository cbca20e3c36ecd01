"""Laws that topics share. A factory takes seeded inputs and says what a change of them does to the result.

Inputs are `inputs(rng)`: the argument tuples of one or more calls.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._results import agree
from mlmath_fast._specs._spec import Law, Tolerance

Function = Callable[..., Any]
Arguments = tuple[Any, ...]
Inputs = Callable[[Generator], Iterable[Arguments]]


def gradient_is_the_derivative(
    problem: Callable[[Function, Generator], tuple[Callable[[Any], tuple[float, Any]], Any]],
) -> Law:
    """Central differences in float64: ``problem(function, rng)`` gives ``loss_grad(theta)``, and theta.

    With a step of 1e-5 the error is 1e-10 of the third derivative and 1e-11 of the loss.
    """

    def check(function: Function, rng: Generator) -> None:
        loss_grad, theta = problem(function, rng)
        step = 1e-5
        differences = [
            (loss_grad(theta + step * unit)[0] - loss_grad(theta - step * unit)[0]) / (2 * step)
            for unit in np.eye(len(theta))
        ]
        assert_close(loss_grad(theta)[1], differences, rtol=1e-7, atol=1e-9)

    return Law(name="the gradient is the derivative", check=check)


def symmetry(
    inputs: Inputs,
    *,
    swap: Callable[..., Arguments] = lambda a, b, *rest: (b, a, *rest),
    tol: Tolerance,
) -> Law:
    """Two roles are one: by default those of the first two arguments."""
    return _invariance("it is symmetric", inputs, lambda _, *args: swap(*args), tol)


def scaling(
    inputs: Inputs, *, factor: float, degrees: int | tuple[int, ...] = 0, tol: Tolerance
) -> Law:
    """The first argument times `factor` gives the result (each part) times a power of it: its degree."""

    def scaled(result: Any) -> Any:
        if isinstance(degrees, tuple):
            return tuple(map(times, result, degrees))
        return times(result, degrees)

    def times(part: Any, degree: int) -> Any:
        return part * factor**degree if degree else part

    return _invariance(
        f"it is of degree {degrees} in scale",
        inputs,
        lambda _, first, *rest: (factor * first, *rest),
        tol,
        scaled,
    )


def permutation(inputs: Inputs, *, arrays: int = 1, tol: Tolerance) -> Law:
    """The rows of the first `arrays` arguments, permuted together, give the same result."""

    def permuted(rng: Generator, *args: Any) -> Arguments:
        order = rng.permutation(len(args[0]))
        return (*(array[order] for array in args[:arrays]), *args[arrays:])

    return _invariance("order does not matter", inputs, permuted, tol)


def _invariance(
    name: str,
    inputs: Inputs,
    change: Callable[..., Arguments],
    tol: Tolerance,
    answer: Callable[[Any], Any] = lambda result: result,
) -> Law:
    def check(function: Function, rng: Generator) -> None:
        for args in inputs(rng):
            want = answer(function(*args))
            agree(function(*change(rng, *args)), want, {"float64": tol})

    return Law(name=name, check=check)
