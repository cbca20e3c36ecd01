"""Solvers that give up say so: a warning, and a flag where there is one."""

import numpy as np
import pytest

from mlmath_fast import ConvergenceWarning, linalg
from mlmath_fast._facts._close import assert_close
from mlmath_fast.linalg import truncated


def test_lanczos_gives_up() -> None:
    A = np.diag(np.arange(200.0))
    with pytest.warns(ConvergenceWarning, match="not converged"):
        result = linalg.lanczos_eigsh(A, 3, max_iter=1)
    assert not result.converged


def test_lanczos_of_all_components_cannot_start_again() -> None:
    A = np.random.default_rng(0).standard_normal((12, 12))
    result = linalg.lanczos_eigsh(A + A.T, 12, tol=0.0)
    assert_close(result.w, np.linalg.eigvalsh(A + A.T), rtol=1e-10)


def test_power_iteration_gives_up() -> None:
    with pytest.warns(ConvergenceWarning, match="not converged"):
        result = linalg.power_iteration(np.diag([1.0, 0.999]), max_iter=5)
    assert (result.n_iter, result.converged) == (5, False)


def test_truncated_svd_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(truncated, "_MAX_ROUNDS", 1)
    with pytest.warns(ConvergenceWarning, match="after 1 rounds"):
        linalg.truncated_svd(np.random.default_rng(0).standard_normal((300, 200)), 3)
