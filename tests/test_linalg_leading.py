"""The filtered subspace iteration finds what `eigh` finds, or says that it does not."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast.linalg import _leading, _subspace

SIZE, K = 300, 20
INDEX = np.arange(SIZE)
SPECTRA: dict[str, npt.NDArray[np.floating[Any]]] = {
    "slow": 1 / (1.0 + INDEX),
    "fast": 0.5**INDEX,
    "gap": np.where(INDEX < K, 10.0 - INDEX / K, 0.1),
    "gap before": np.where(INDEX < K - 3, 5.0, 1 / (1.0 + INDEX)),
    "multiple": np.where(INDEX < K + 5, 3.0, 0.2),
    "multiple of all": np.where(INDEX < 2 * SIZE / 3, 3.0, 0.2),
    "rank below k": np.where(INDEX < K / 2, 1.0 + INDEX, 0.0),
    "identity": np.ones(SIZE),
    "zero": np.zeros(SIZE),
}


def matrix(values: npt.NDArray[np.floating[Any]], dtype: Any) -> npt.NDArray[Any]:
    Q = np.linalg.qr(rng_of("leading").standard_normal((SIZE, SIZE)))[0]
    C = (Q * values) @ Q.T
    symmetric: npt.NDArray[Any] = (C + C.T) / 2
    return symmetric.astype(dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", SPECTRA)
def test_values_and_residuals(name: str, dtype: Any) -> None:
    C = matrix(SPECTRA[name], dtype)
    found = _leading._iterated(C, K)
    if found is None:
        assert name in ("multiple of all", "identity"), "only a flat spectrum may be given up"
        return
    values, V = found
    exact = C.astype(np.float64)
    scale = max(float(np.abs(C).max()), 1e-300) * SIZE
    eps = float(np.finfo(dtype).eps)
    assert_close(values, np.linalg.eigvalsh(exact)[::-1][:K], rtol=1e-5, atol=eps * scale)
    assert_close(V.T @ V, np.eye(K), rtol=0, atol=1e-12)
    assert_close(exact @ V, V * values, rtol=0, atol=64 * eps * scale)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_given_up_goes_to_eigh(dtype: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_leading, "PRODUCTS", 0)
    monkeypatch.setattr(_leading, "SIZES", dict.fromkeys(_leading.SIZES, 1))
    C = matrix(SPECTRA["slow"], dtype)
    values, V = _leading.leading_eigh(C, K)
    assert_close(values, np.linalg.eigvalsh(C.astype(float))[::-1][:K], rtol=1e-12)
    assert V.shape == (SIZE, K)


@pytest.mark.parametrize("columns", [1, 3, 40])
def test_orthonormal_bases_of_dependent_columns(columns: int) -> None:
    rng = rng_of("orthonormal")
    for V in (rng.standard_normal((50, columns)), np.ones((50, columns)), np.zeros((50, columns))):
        Q = _subspace.orthonormal(V.copy())
        assert_close(Q.T @ Q, np.eye(columns), rtol=0, atol=1e-13)
        assert_close(Q @ (Q.T @ V), V, rtol=0, atol=1e-12)
