"""The comparison of results: it must fail where results differ, or no other test means anything."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

from mlmath_fast._specs import kernels
from mlmath_fast._specs._results import agree, agree_rival, flatten, largest_difference
from mlmath_fast._specs._spec import EXACT, Tolerance, call

TOL = {"float64": Tolerance(rtol=1e-12), "float32": Tolerance(rtol=1e-5)}


class Pair(NamedTuple):
    counts: Any
    edges: Any


@dataclass(frozen=True)
class Solution:
    theta: Any
    loss: float
    message: str


class Loss(NamedTuple):
    loss: float


X = np.array([1.0, -2.0, 0.0])
# Any row without `canon`.
ROW = kernels("histogram")[0]


def test_flatten_names_every_array() -> None:
    assert [*flatten(1.5)] == [""]
    assert [*flatten(X)] == [""]
    assert [*flatten((X, 2))] == ["[0]", "[1]"]
    assert [*flatten(Pair(X, 2))] == [".counts", ".edges"]
    assert [*flatten(Solution(X, 1.0, "met"))] == [".theta", ".loss"]
    assert [*flatten((Solution(Pair(X, X), 1.0, "met"), None))] == [
        "[0].theta.counts",
        "[0].theta.edges",
        "[0].loss",
    ]


def test_flatten_keeps_values_and_dtypes() -> None:
    parts = flatten((np.ones(2, np.float32), np.int64(2), True, 0.5))
    assert [array.dtype.name for array in parts.values()] == ["float32", "int64", "bool", "float64"]
    assert parts["[0]"].tolist() == [1, 1]
    assert parts["[3]"] == 0.5


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (X, X.copy()),
        (X * (1 + 1e-14), X),
        (float("nan"), float("nan")),
        (np.array([np.inf, np.nan]), np.array([np.inf, np.nan])),
        (Solution(X, 1.0, "one way"), Solution(X, 1.0, "another")),
        (np.array([], np.int64), np.array([], np.int64)),
    ],
    ids=str,
)
def test_agree(got: Any, want: Any) -> None:
    agree(got, want, TOL)


@pytest.mark.parametrize(
    ("got", "want", "place"),
    [
        (X + 1e-6, X, "result"),
        ((X, 1.0), (X, 1.0 + 1e-9), r"\[1\]"),
        (Pair(X, X), Pair(X, -X), ".edges"),
        (Solution(X, 2.0, ""), Solution(X, 1.0, ""), ".loss"),
        (X.astype(np.float32), X, "dtype"),
        (np.array([1], np.int32), np.array([1], np.int64), "dtype"),
        (X[:2], X, "shape"),
        (X[:, None], X, "shape"),
        (X[:0], X, "shape"),
        (np.array([np.nan, 1.0]), np.array([1.0, 1.0]), "result"),
        (np.array([1.0, 1.0]), np.array([1.0, np.nan]), "result"),
        (np.array([np.inf]), np.array([-np.inf]), "result"),
        (np.array([np.inf]), np.array([1e300]), "result"),
        (np.array([2**62]), np.array([2**62 + 1]), "differ in bits"),
        ((X,), (X, X), "result holds"),
        ((X, None), (X, X), "result holds"),
    ],
    ids=str,
)
def test_agree_fails(got: Any, want: Any, place: str) -> None:
    with pytest.raises(AssertionError, match=place):
        agree(got, want, TOL)


def test_a_finite_value_is_not_close_to_infinity() -> None:
    with pytest.raises(AssertionError, match="result"):
        agree(np.array([1e300]), np.array([np.inf]), TOL)


def test_exact_means_bits() -> None:
    exact = {"float64": EXACT}
    agree(np.array([np.nan, -0.0, np.inf]), np.array([np.nan, -0.0, np.inf]), exact)
    with pytest.raises(AssertionError, match="differ in bits"):
        agree(np.array([0.0]), np.array([-0.0]), exact)
    with pytest.raises(AssertionError, match=r"first at \(1,\)"):
        agree(np.array([1.0, np.nextafter(1.0, 2.0)]), np.ones(2), exact)


def test_scalars_of_single_data_get_its_tolerance() -> None:
    near = 1.0 + 1e-6
    agree((np.ones(2, np.float32), near), (np.ones(2, np.float32), 1.0), TOL)
    agree(near, 1.0, TOL, call=call("", np.ones(2, np.float32)))
    for inputs in (None, call("", np.ones(2))):
        with pytest.raises(AssertionError):
            agree(near, 1.0, TOL, call=inputs)
    with pytest.raises(AssertionError, match=r"\[1\]"):
        agree((np.ones(2), near), (np.ones(2), 1.0), TOL, call=call("", np.ones(2, np.float32)))


def test_a_float_dtype_without_tolerance_is_a_fault_of_the_row() -> None:
    with pytest.raises(KeyError):
        agree(np.ones(2), np.ones(2), {})


def test_noise_below_the_absolute_tolerance_is_small() -> None:
    tol = {"float64": Tolerance(rtol=1e-8, atol=1e-9)}
    assert largest_difference(2e-15, 1e-15) == 1.0
    assert largest_difference(2e-15, 1e-15, tol) == pytest.approx(1e-14)
    assert largest_difference(2.0, 1.0, tol) == 1.0


@pytest.mark.parametrize("got", [(1.0, X), (1.0,), Solution(X, 1.0, "rival"), Loss(1.0)], ids=str)
def test_a_rival_may_return_a_part(got: Any) -> None:
    ours: Any = (1.0, X) if isinstance(got, tuple) and not hasattr(got, "loss") else None
    agree_rival(ROW, got, ours or Solution(X, 1.0001, ""), call(""))


@pytest.mark.parametrize(
    ("got", "place"),
    [(Loss(1.1), ".loss"), (X[:2], "theta"), ((X, 1.0, 2.0), "a part of")],
    ids=str,
)
def test_a_rival_that_differs_is_refused(got: Any, place: str) -> None:
    with pytest.raises(AssertionError, match=place):
        agree_rival(ROW, got, Solution(X, 1.0, ""), call(""))


def test_largest_difference() -> None:
    assert largest_difference(X, X.copy()) == 0.0
    assert largest_difference(np.array([1.0, -1.5, 0.0]), X) == 0.25
    assert largest_difference((X, 3.0), (X, 2.0)) == 0.5
    assert largest_difference(np.array([np.nan, np.inf]), np.array([np.nan, np.inf])) == 0.0
    assert largest_difference(np.array([np.nan, 1.0]), np.array([1.0, 1.0])) == np.inf
    assert largest_difference(np.array([1e300]), np.array([np.inf])) == np.inf
    assert largest_difference(X[:2], X) == np.inf
    assert largest_difference((X,), (X, X)) == np.inf
    assert largest_difference(np.array([1e-3]), np.zeros(1)) == 1e-3
