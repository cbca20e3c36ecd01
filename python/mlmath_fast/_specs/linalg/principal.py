"""Row of principal component analysis."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator

from mlmath_fast import linalg as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import sparse, straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast.reference import linalg as reference

# Up to this size LAPACK's SVD, from the second on some eigenvectors of a float32 Gram matrix alone.
SMALL, SOME = 500, 512
# Reflections that spread the directions of bench data over all columns.
MIXES = 3
SOLVERS = ("gram", "full", "randomized")


def low_rank(rng: Generator, n: int, p: int, dtype: Any = np.float64, decay: float = 0.8) -> Any:
    """Singular values that fall by a factor each: all solvers then find the same vectors."""
    k = min(n, p)
    U = np.linalg.qr(rng.standard_normal((n, k)))[0]
    V = np.linalg.qr(rng.standard_normal((p, k)))[0]
    return np.ascontiguousarray((U * decay ** np.arange(k)) @ V.T * 10, dtype) + dtype(1)


def _cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for n, p in [(2, 1), (2, 9), (9, 2), (9, 1), (30, 7), (7, 30), (12, 12)]:
            X = rng.standard_normal((n, p)).astype(dtype)
            for solver in SOLVERS:
                yield call(f"{n} x {p} {solver} {name}", X, min(n - 1, p, 4), solver=solver)
        for n in straddle(SMALL)[1:]:
            yield call(f"{n} x 3 auto {name}", low_rank(rng, n, 3, dtype), 2)
            yield call(f"3 x {n} auto {name}", low_rank(rng, 3, n, dtype), 2)
        X = low_rank(rng, 60, 20, dtype)
        for solver in SOLVERS:
            yield call(f"whitened {solver} {name}", X, 5, solver=solver, whiten=True)
            far = rng.standard_normal((200, 4)) * [1, 2, 4, 8] + 1e4
            yield call(f"far from the origin {solver} {name}", far.astype(dtype), 3, solver=solver)
            zeros = np.zeros((6, 3), dtype)
            yield call(f"zeros {solver} {name}", zeros, 2, solver=solver)
            yield call(f"constant {solver} {name}", zeros + dtype(3), 2, solver=solver)
            twice = np.column_stack([X[:, :3], X[:, :3]])
            yield call(f"columns twice {solver} {name}", twice, 5, solver=solver)
        ratings = sparse(rng, (40, 9), 0.3, dtype)
        yield call(f"sparse {name}", ratings, 8)
        yield call(f"sparse wide {name}", sparse(rng, (8, 40), 0.3, dtype), 7, whiten=True)
        yield call(f"sparse, nothing stored {name}", sparse(rng, (5, 4), 0.0, dtype), 2)
    for p in straddle(SOME):
        X = low_rank(rng, SOME + 8, p, np.float32, 0.95)
        yield call(f"some of {p}", X, 10, solver="gram")
        yield call(f"some of {p} rows", np.ascontiguousarray(X[:p].T[:, :p]), 10, solver="gram")
    yield call("integers", rng.integers(-9, 9, (9, 3)), 2)


class _Variances(NamedTuple):
    """What a rival is asked for, in the names of :class:`_Told`."""

    shares: Any
    largest: Any


class _Told(NamedTuple):
    """A result in units of its largest variance, which stands beside; singular values squared."""

    components: Any
    shares: Any
    ratios: Any
    squares: Any
    mean: Any
    noise: float
    largest: Any
    largest_value: Any


def _shares(values: Any) -> tuple[Any, Any]:
    """Values over their largest, and the largest, each in the dtype of the values."""
    largest = values[:1]
    return values / (largest if largest.any() else values.dtype.type(1)), largest


def _told(result: Any) -> _Told:
    """Components are weighted by how far their variances are from others: rounding of a covariance
    turns vectors by its share of that gap, and without a gap they are anything."""
    shares, largest = _shares(result.explained_variance)
    values, largest_value = _shares(result.singular_values)
    noise = result.noise_variance / (float(largest[0]) or 1.0)
    gaps = -np.diff([*shares, min(noise, shares[-1])])
    weights = np.minimum(gaps, np.append(1.0, gaps[:-1])).astype(shares.dtype)
    return _Told(
        result.components * weights[:, None],
        shares,
        result.explained_variance_ratio,
        values**2,
        result.mean,
        noise,
        largest,
        largest_value,
    )


def _failures() -> list[Failure]:
    X = np.arange(12.0).reshape(4, 3)
    holes = np.where(X == 7, np.nan, X)
    big = np.ones((SMALL + 9, 3))
    big[77, 2] = np.inf

    def bad(label: str, match: str, *args: Any, **kwargs: Any) -> Failure:
        return Failure(call=call(label, *args, **kwargs), error=ValueError, match=match)

    nan = [
        bad(f"NaN, {solver}", r"X must be finite, got nan at \[2, 1\]", holes, 1, solver=solver)
        for solver in SOLVERS
    ]
    return [
        *nan,
        bad("Inf in a tall X", r"X must be finite, got inf at \[77, 2\]", big, 1),
        bad("Inf in a wide X", r"X must be finite, got inf at \[2, 77\]", big.T, 1),
        bad("vector", "X: Expected 2D array", X[0], 1),
        bad("one sample", "X must have at least 2 rows, got n_samples = 1", X[:1], 1),
        bad("no feature", r"at most min\(n_samples, n_features\) = 0, got 1", X[:, :0], 1),
        bad("too many", r"at most min\(n_samples, n_features\) = 3, got 4", X, 4),
        bad("none", "n_components must be at least 1, got 0", X, 0),
        bad("unknown solver", "solver must be one of 'auto', 'gram'", X, 1, solver="arpack"),
        bad("seed negative", "seed must be at least 0, got -1", X, 1, seed=-1),
        Failure(
            call=call("half", X, 1.5), error=TypeError, match="n_components must be an integer"
        ),
        bad(
            "gram of sparse",
            "solver must be 'auto' or 'randomized' for sparse X, got 'gram'",
            sparse(np.random.default_rng(0), (4, 3), 0.5),
            1,
            solver="gram",
        ),
    ]


def _orthonormal_and_signed(function: Callable[..., Any], rng: Generator) -> None:
    for X in (rng.standard_normal((50, 6)), rng.standard_normal((6, 50)), np.zeros((5, 4))):
        for solver in SOLVERS:
            V = function(X, 4, solver=solver).components
            assert_close(V @ V.T, np.eye(4), rtol=0, atol=1e-12)
            largest = np.take_along_axis(V, np.abs(V).argmax(axis=1)[:, None], 1)
            assert (largest > 0).all()


def _reconstructs(function: Callable[..., Any], rng: Generator) -> None:
    for n, p in [(50, 6), (6, 50)]:
        X = rng.standard_normal((n, p)) + 3
        for solver in SOLVERS:
            result = function(X, 6 if p == 6 else 5, solver=solver)
            scores = (X - result.mean) @ result.components.T
            assert_close(scores @ result.components + result.mean, X, rtol=0, atol=1e-10)
            assert_close(scores.var(axis=0, ddof=1), result.explained_variance, rtol=1e-10)


def _single_precision_far_away(function: Callable[..., Any], rng: Generator) -> None:
    """Means of 10,000 deviations cost float32 less than two digits against float64."""
    for n, p in [(700, 40), (40, 700)]:
        X = (rng.standard_normal((n, p)) * np.linspace(1, 3, p) + 1e4).astype(np.float32)
        want = function(X.astype(np.float64), 5).explained_variance
        for solver in SOLVERS[:2]:
            got = function(X, 5, solver=solver)
            assert_close(got.explained_variance, want, rtol=1e-5)


def _bench(rng: Generator) -> Iterator[Bench]:
    def decaying(
        n: int, p: int, dtype: Any = np.float32, *, k: int = 50, mean: float = 0.0
    ) -> Callable[[], Call]:
        """Deviations like 1 / sqrt(i), in directions mixed at random: the usual shape of real data."""

        def make() -> Call:
            X = rng.standard_normal((n, p), dtype) / np.sqrt(np.arange(1, p + 1, dtype=dtype))
            # Mixed by reflections, not by a random basis: p can be large.
            for _ in range(MIXES):
                v = rng.standard_normal(p).astype(dtype)
                X -= np.outer(X @ v, v * dtype(2 / (v @ v)))
            return call("", X + dtype(mean), k)

        return make

    def noise(n: int, p: int) -> Callable[[], Call]:
        """No direction is better than others: no way is short, and random projections find nothing."""
        return lambda: call("", rng.standard_normal((n, p), np.float32), 50)

    yield Bench(label="500 x 20", make=decaying(500, 20, np.float64, k=5), smoke=True)
    yield Bench(label="5,000 x 200 float32", make=decaying(5_000, 200), quick=True)
    yield Bench(label="20,000 x 1,000 float32", make=decaying(20_000, 1_000))
    yield Bench(label="20,000 x 1,000 float32, mean 1e4", make=decaying(20_000, 1_000, mean=1e4))
    yield Bench(label="20,000 x 1,000 float32, noise", make=noise(20_000, 1_000))
    yield Bench(label="20,000 x 1,000 float64", make=decaying(20_000, 1_000, np.float64))
    yield Bench(label="500 x 20,000 float32", make=decaying(500, 20_000))


def _cost(c: Call) -> Cost:
    X = c.args[0]
    return Cost(flops=1.0 * X.size * min(X.shape), bytes=2.0 * X.nbytes)


def _scikit_learn(solver: str) -> Callable[..., Any]:
    def fit(X: Any, n_components: int) -> Any:
        from sklearn.decomposition import PCA

        if solver == "covariance_eigh" and X.shape[0] < X.shape[1]:
            raise ValueError("its covariance of wide data would take hours")
        model = PCA(n_components, svd_solver=solver, random_state=0).fit(X)
        return _Variances(*_shares(model.explained_variance_))

    return fit


KERNELS = [
    Kernel(
        fast=fast.pca,
        reference=reference.pca,
        cases=_cases,
        bench=_bench,
        errors=_failures(),
        laws=[
            Law(name="components are orthonormal, signs fixed", check=_orthonormal_and_signed),
            Law(name="components reconstruct", check=_reconstructs),
            Law(name="float32 far from the origin", check=_single_precision_far_away),
        ],
        # Of shares of the largest variance: null directions have some eps.
        tol={
            "float64": Tolerance(rtol=1e-11, atol=1e-12),
            "float32": Tolerance(rtol=1e-5, atol=5e-6),
        },
        cost=_cost,
        rivals={
            f"scikit-learn {solver}": _scikit_learn(solver)
            for solver in ("covariance_eigh", "randomized", "arpack")
        },
        canon=_told,
    ),
]
