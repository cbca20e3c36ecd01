"""Solvers that give up say so: a warning, and a flag where there is one."""

import numpy as np
import pytest

from mlmath_fast import ConvergenceWarning, information, linalg
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


def test_channels_rates_and_bottlenecks_give_up() -> None:
    table = np.random.default_rng(0).random((6, 5)) + 0.1
    with pytest.warns(ConvergenceWarning, match="channel_capacity: not converged after 2"):
        capacity = information.channel_capacity(table, max_iter=2)
    with pytest.warns(ConvergenceWarning, match="rate_distortion: not converged after 2"):
        rate = information.rate_distortion(np.ones(6), table, beta=9.0, max_iter=2)
    with pytest.warns(ConvergenceWarning, match="information_bottleneck: not converged after 2"):
        bottleneck = information.information_bottleneck(table, 3, beta=9.0, max_iter=2)
    for result in (capacity, rate, bottleneck):
        assert (result.n_iter, result.converged) == (2, False)
    assert capacity.capacity < capacity.upper
    assert rate.gap > 1e-9
