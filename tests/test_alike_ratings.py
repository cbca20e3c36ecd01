"""Ratings that are all the same are one value: the same bits as an array of them, without its memory."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlmath_fast import _mlmath, factorization, linalg
from mlmath_fast._csr import Csr, csr_interactions, csr_numbers, csr_transposed
from mlmath_fast._specs._inputs import rng_of, sparse
from mlmath_fast.models import ALS, BPR

F32, F64 = np.dtype("f4"), np.dtype("f8")
# From empty rows to some longer than there are factors.
RATINGS = sparse(rng_of("alike"), (60, 300), np.linspace(0, 1, 60) ** 2)
N, D = len(RATINGS.indices), 70


def with_data(data: Any) -> Csr:
    return RATINGS._replace(data=data)


def is_one_value(values: np.ndarray[Any, Any]) -> bool:
    return values.strides == (0,) and values.shape == (N,)


def both(dtype: np.dtype[Any], value: float) -> tuple[Csr, Csr]:
    """An array of values, and one value."""
    ratings = with_data(np.full(N, value))
    each, shared = (make(ratings, "x", dtype) for make in (csr_numbers, csr_interactions))
    assert each.data.flags.c_contiguous
    assert is_one_value(shared.data)
    return each, shared


@pytest.mark.parametrize("dtype", [F32, F64])
@pytest.mark.parametrize("value", [1.0, 2.5, -1.0])
@pytest.mark.parametrize("solver", ["cholesky", "cg", "auto", "block"])
@pytest.mark.parametrize("loss", ["original", "ials"])
def test_sweeps_have_the_same_bits(
    loss: str, solver: str, value: float, dtype: np.dtype[Any]
) -> None:
    rng, objective = rng_of("alike factors"), (loss, 2.0, 0.1, 0.1, 1.0)
    U, V = (rng.standard_normal((n, D)).astype(dtype) for n in RATINGS.shape)
    results = []
    for ratings in both(dtype, value):
        half, users, items = U.copy(), U.copy(), V.copy()
        room = np.empty(_mlmath.als_room(max(RATINGS.shape), D), dtype)
        _mlmath.als_half_step(ratings, "fixed", V, objective, solver, room, half)
        pair, empty = (ratings, csr_transposed(ratings, "x")), np.empty(0)
        after, gram = _mlmath.als_sweep(pair, "V", (users, items), objective, solver, room, empty)
        results.append([half, users, items, gram, after])
    for each, shared in zip(*results, strict=True):
        assert np.array_equal(each, shared)


@pytest.mark.parametrize("dtype", [F32, F64])
def test_losses_explanations_and_epochs_have_the_same_bits(dtype: np.dtype[Any]) -> None:
    rng, objective = rng_of("alike factors"), ("original", 2.0, 0.1, 0.1, 1.0)
    U, V = (rng.standard_normal((n, D)).astype(dtype) for n in RATINGS.shape)
    results = []
    for ratings in both(dtype, 1.0):
        n = int(np.diff(RATINGS.indptr)[50])
        ids, parts, users, items = np.empty(n, np.int64), np.empty(n, dtype), U.copy(), V.copy()
        score = _mlmath.als_explain(ratings, "V", V, objective, (50, 7), ids, parts)
        loss = _mlmath.bpr_epoch(ratings, users, items, 0.05, 0.01, 0, 1)
        scalars = [score, loss, _mlmath.als_loss(ratings, U, V, objective)]
        results.append([ids, parts, users, items, scalars])
    for each, shared in zip(*results, strict=True):
        assert np.array_equal(each, shared)


GIVEN: dict[str, Any] = {
    "nothing": None,
    "float64": np.ones(N),
    "float32": np.ones(N, np.float32),
    "integers": np.ones(N, np.int64),
    "booleans": np.ones(N, bool),
    "big-endian": np.ones(N, ">f8"),
    "strided": np.ones(2 * N)[::2],
    "broadcast": np.broadcast_to(np.float32(1), N),
    "a list": [1] * N,
}


@pytest.mark.parametrize("given", GIVEN)
def test_ones_are_one_value(given: str) -> None:
    ratings = csr_interactions(with_data(GIVEN[given]), "x", F32)
    assert is_one_value(ratings.data)
    assert ratings.data.dtype == F32
    assert ratings.data[-1] == 1
    again = csr_interactions(ratings, "x", F64)
    assert is_one_value(again.data)
    turned = csr_transposed(ratings, "x")
    assert is_one_value(turned.data)
    want = csr_transposed(csr_numbers(RATINGS, "x", F64), "x")
    assert np.array_equal(turned.indptr, want.indptr)
    assert np.array_equal(turned.indices, want.indices)


def test_what_differs_is_kept() -> None:
    for at in (0, N // 2, N - 1):
        data = np.ones(N)
        data[at] = 2
        assert np.array_equal(csr_interactions(with_data(data), "x", F64).data, data)


def test_no_array_of_values_is_made() -> None:
    n = 1_000_000
    indptr = np.array([0, n // 2, n])
    indices = np.tile(np.arange(n // 2, dtype=np.int32), 2)
    ratings = Csr(indptr, indices, np.ones(n, np.int8), (2, n // 2))
    tracemalloc.start()
    try:
        csr_transposed(csr_interactions(ratings, "x", F32), "x")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # The items' row ends and user numbers; values would take 4 n more for each side.
    assert peak < 8 * (n // 2) + 4 * n + n / 2


MODELS: dict[str, Callable[[Csr], Any]] = {
    "ALS": lambda ratings: ALS(4, n_iter=2).fit(ratings, validation=ratings).item_factors_,
    "partial_fit": lambda ratings: (
        ALS(4, n_iter=2).fit(ratings).partial_fit(ratings, np.arange(60)).user_factors_
    ),
    "BPR": lambda ratings: BPR(4, n_iter=2).fit(ratings, validation=ratings).item_factors_,
}


@pytest.mark.parametrize("model", MODELS)
def test_models_need_no_values(model: str) -> None:
    assert np.array_equal(MODELS[model](with_data(None)), MODELS[model](with_data(np.ones(N))))


def test_others_read_every_value_or_refuse() -> None:
    broadcast, B = with_data(np.broadcast_to(2.0, N)), np.ones((300, 3))
    assert np.array_equal(linalg.spmm(broadcast, B), linalg.spmm(with_data(np.full(N, 2.0)), B))
    got, want = (
        factorization.als_explicit(ratings, 2, n_iter=2).item_biases
        for ratings in (broadcast, with_data(np.full(N, 2.0)))
    )
    assert np.array_equal(got, want)
    for call in (
        lambda: linalg.spmm(with_data(None), B),
        lambda: factorization.als_explicit(with_data(None), 2),
        lambda: factorization.nmf(with_data(None), 2),
    ):
        with pytest.raises(TypeError, match="data: must hold numbers"):
            call()
