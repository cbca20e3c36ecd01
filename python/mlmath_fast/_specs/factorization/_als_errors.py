"""Errors of the rows of ``factorization``: implicit ALS."""

from typing import Any

import numpy as np

from mlmath_fast._specs._inputs import sparse
from mlmath_fast._specs._sparse_failures import sparse_failures
from mlmath_fast._specs._spec import Failure, call
from mlmath_fast._specs.factorization._als_cases import factors


def half_step_errors() -> list[Failure]:
    rng = np.random.default_rng(0)
    V, good = factors(rng, 4, 2), sparse(rng, (3, 4), 1.0)
    dependent, empty_first = np.ones((4, 2)), good._replace(indptr=np.array([0, 0, 6, 12]))
    singular = "system of row 1 is singular: column 1 of fixed depends"
    wide, last_empty = sparse(rng, (3, 90), 1.0), factors(rng, 90, 65) * (np.arange(65) < 64)
    return [
        *sparse_failures(V),
        *objective_errors(good, V),
        Failure(
            call=call("eigenvectors", empty_first, dependent * 1e9, loss="ials", l2=1e-6),
            error=np.linalg.LinAlgError,
            match="row 1 is singular: the columns of fixed depend on each other",
        ),
        Failure(
            call=call("solver", good, V, solver="lu"), error=ValueError, match="solver must be one"
        ),
        Failure(
            call=call("init", good, V, solver="cg", init=V),
            error=ValueError,
            match=r"init must have shape \(3, 2\)",
        ),
        Failure(
            call=call("init NaN", good, V, solver="cg", init=V[:3] * [1, np.nan]),
            error=ValueError,
            match=r"factors to begin with must be finite, got NaN at \(0, 1\)",
        ),
        Failure(
            call=call(
                "cg overflows", good, V * 1e150, loss="ials", solver="cg", init=V[:3] * 1e200
            ),
            error=np.linalg.LinAlgError,
            match="row 0 is too large for conjugate gradients",
        ),
        Failure(
            call=call("init NaN, block", good, V, solver="block", init=V[:3] * [1, np.nan]),
            error=ValueError,
            match=r"factors to begin with must be finite, got NaN at \(0, 1\)",
        ),
        Failure(
            call=call("second block", wide, last_empty, solver="block", l2=0.0),
            error=np.linalg.LinAlgError,
            match="row 0 is singular: column 64 of fixed depends",
        ),
        Failure(
            call=call(
                "block overflows",
                wide,
                factors(rng, 90, 65) * 1e150,
                loss="ials",
                solver="block",
                init=np.full((3, 65), 1e200),
            ),
            error=np.linalg.LinAlgError,
            match="row 0 is too large for blocks",
        ),
        Failure(
            call=call("alpha", good, V, alpha=-1.0), error=ValueError, match="alpha must be finite"
        ),
        Failure(call=call("l2", good, V, l2=np.nan), error=ValueError, match="l2 must be finite"),
        Failure(
            call=call("rows", good, V[:3]), error=ValueError, match="one row for each of the 4"
        ),
        Failure(
            call=call("no factors", good, V[:, :0]), error=ValueError, match="at least one column"
        ),
        Failure(call=call("vector", good, V[:, 0]), error=ValueError, match="Expected 2D array"),
        Failure(
            call=call("NaN", good, V * [1, np.nan]), error=ValueError, match=r"got NaN at \(0, 1\)"
        ),
        Failure(
            call=call("dependent", empty_first, dependent, l2=0.0),
            error=np.linalg.LinAlgError,
            match=singular,
        ),
        Failure(
            call=call("confidence", good, dependent, alpha=1e300),
            error=np.linalg.LinAlgError,
            match="row 0 is singular",
        ),
    ]


def objective_errors(*args: Any) -> list[Failure]:
    """Every function has these parameters."""
    bad = {"alpha0": -1.0, "nu": np.inf, "l2": -0.1}
    return [
        *(
            Failure(
                call=call(f"ials, {name}", *args, loss="ials", **{name: value}),
                error=ValueError,
                match=f"{name} must be finite and not negative",
            )
            for name, value in bad.items()
        ),
        Failure(
            call=call("nothing holds", *args, loss="ials", l2=0.0, alpha0=0.0),
            error=ValueError,
            match="alpha0 and l2 must not both be 0",
        ),
        Failure(
            call=call("overflow", *args, loss="ials", nu=1e6, alpha0=9.0),
            error=ValueError,
            match="must not overflow",
        ),
        Failure(call=call("loss", *args, loss="other"), error=ValueError, match="loss must be one"),
    ]


def loss_errors() -> list[Failure]:
    rng = np.random.default_rng(0)
    U, V, good = factors(rng, 3, 2), factors(rng, 4, 2), sparse(rng, (3, 4), 1.0)
    ok = {"alpha": 1.0, "l2": 0.1}
    return [
        *sparse_failures(U, V, **ok),
        *objective_errors(good, U, V),
        Failure(
            call=call("users", good, U[:2], V, **ok),
            error=ValueError,
            match="user_factors must have",
        ),
        Failure(
            call=call("items", good, U, V[:2], **ok),
            error=ValueError,
            match="item_factors must have",
        ),
        Failure(
            call=call("d", good, U, V[:, :1], **ok),
            error=ValueError,
            match="same number of columns",
        ),
        Failure(
            call=call("NaN", good, U, V * np.nan, **ok),
            error=ValueError,
            match="item_factors: values",
        ),
    ]


def als_errors() -> list[Failure]:
    good = sparse(np.random.default_rng(0), (3, 4), 1.0)
    return [
        *sparse_failures(2),
        *objective_errors(good, 2),
        Failure(
            call=call("solver", good, 2, solver="lu"), error=ValueError, match="solver must be one"
        ),
        Failure(call=call("tol", good, 2, tol=1.0), error=ValueError, match="tol must be in"),
        Failure(call=call("tol", good, 2, tol=np.nan), error=ValueError, match="tol must be in"),
        Failure(
            call=call("array", good, 2, init=np.ones((4, 2))),
            error=TypeError,
            match="init must be a tuple of user and item factors",
        ),
        Failure(
            call=call("init users", good, 2, init=(np.ones((2, 2)), np.ones((4, 2)))),
            error=ValueError,
            match=r"init\[0\] must have shape \(3, 2\)",
        ),
        Failure(call=call("d", good, 0), error=ValueError, match="n_components must be at least 1"),
        Failure(
            call=call("d", good, 2.5), error=TypeError, match="n_components must be an integer"
        ),
        Failure(
            call=call("sweeps", good, 2, n_iter=0),
            error=ValueError,
            match="n_iter must be at least",
        ),
        Failure(
            call=call("endless", good, 2, n_iter=2**70),
            error=ValueError,
            match="n_iter must be at most",
        ),
        Failure(
            call=call("seed", good, 2, seed=2**64), error=ValueError, match="seed must be at most"
        ),
        Failure(
            call=call("init", good, 2, init=(None, np.ones((4, 3)))),
            error=ValueError,
            match=r"init\[1\] must have",
        ),
        Failure(
            call=call("init NaN", good, 2, init=(None, np.full((4, 2), np.nan))),
            error=ValueError,
            match=r"^init\[1\]: values must be finite, got NaN at \(0, 0\)",
        ),
        Failure(
            call=call(
                "init overflows", good, 2, init=(None, np.full((4, 2), 1e200)), dtype=np.float64
            ),
            error=ValueError,
            match=r"^init\[1\]: squares of values must not overflow",
        ),
        Failure(
            call=call("dtype", good, 2, dtype=np.int64), error=TypeError, match="dtype must be"
        ),
        Failure(
            call=call("dependent", good, 3, l2=0.0, init=(None, np.ones((4, 3)))),
            error=np.linalg.LinAlgError,
            match=r"row 0 is singular: column 1 of init\[1\] depends",
        ),
    ]
