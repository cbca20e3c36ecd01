"""The iterates of non-negative factorization are scikit-learn's, and so is the estimator's error."""

import io
import warnings
from typing import Any

import numpy as np
import pytest

from mlmath_fast import ConvergenceWarning
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast.factorization import nmf
from mlmath_fast.models import NMF

decomposition = pytest.importorskip("sklearn.decomposition")
sparse = pytest.importorskip("scipy.sparse")

N, M, K = 37, 21, 4
SOLVERS = [("cd", "frobenius"), ("mu", "frobenius"), ("mu", "kullback-leibler")]


def data(stored: bool) -> Any:
    if stored:
        return sparse.random(N, M, 0.4, random_state=0, format="csr")
    return rng_of("sklearn", "nmf").random((N, M))


@pytest.mark.parametrize("n_iter", [1, 5, 30])
@pytest.mark.parametrize("stored", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize(("solver", "beta_loss"), SOLVERS)
def test_iterates_are_scikit_learns(solver: str, beta_loss: str, stored: bool, n_iter: int) -> None:
    X, rng = data(stored), rng_of("start")
    W, H = rng.random((N, K)), rng.random((K, M))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Their penalties are multiplied by the other side's length, and halved by the ratio.
        want_W, want_H, _ = decomposition.non_negative_factorization(
            X,
            W=W.copy(),
            H=H.copy(),
            n_components=K,
            init="custom",
            solver=solver,
            beta_loss=beta_loss,
            shuffle=False,
            max_iter=n_iter,
            tol=0,
            alpha_W=0.01 / M,
            alpha_H=0.01 / N,
            l1_ratio=0.5,
        )
    got = nmf(
        X,
        K,
        init=(W, H),
        solver=solver,
        beta_loss=beta_loss,
        max_iter=n_iter,
        tol=0.0,
        l1=0.005,
        l2=0.005,
    )
    assert_close(got.W, want_W, rtol=1e-10, atol=1e-12)
    assert_close(got.H, want_H, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("stored", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize(("solver", "beta_loss"), SOLVERS)
def test_the_error_is_scikit_learns(solver: str, beta_loss: str, stored: bool) -> None:
    X = data(stored)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = NMF(K, solver=solver, beta_loss=beta_loss, max_iter=30)
        W = model.fit_transform(X)
    dense = X.toarray() if stored else X
    P = W @ model.components_
    square = np.sum((dense - P) ** 2)
    if beta_loss != "frobenius":
        seen = dense > 0
        square = 2 * (np.sum(dense[seen] * np.log(dense[seen] / P[seen])) - dense.sum() + P.sum())
    assert_close(model.reconstruction_err_, np.sqrt(square), rtol=1e-9)


def test_new_samples_get_the_weights_of_old_ones() -> None:
    X = rng_of("low rank").random((30, 3)) @ rng_of("parts").random((3, 12))
    model = NMF(3, tol=1e-8, max_iter=5000).fit(X)
    W = model.transform(X)
    assert_close(model.inverse_transform(W), X, rtol=0.0, atol=1e-3)
    assert_close(model.transform(X[4:7]), W[4:7], rtol=0.0, atol=1e-3)
    assert model.transform(X.astype(np.float32)).dtype == np.float32


def test_a_saved_model_comes_back() -> None:
    X = data(stored=False)
    model = NMF(2, l2=0.1, seed=3, max_iter=500).fit(X)
    file = io.BytesIO()
    model.save(file)
    file.seek(0)
    again = NMF.load(file)
    assert again.get_params() == model.get_params()
    assert np.array_equal(again.transform(X), model.transform(X))
    assert (again.n_iter_, again.reconstruction_err_) == (model.n_iter_, model.reconstruction_err_)


def test_giving_up_is_said() -> None:
    with pytest.warns(ConvergenceWarning, match="not converged after 2 iterations"):
        assert not nmf(data(stored=False), 2, max_iter=2).converged
