"""What the solvers of :mod:`mlmath_fast.descent` return."""

from dataclasses import dataclass

from mlmath_fast._arrays import FloatArray


@dataclass(frozen=True, kw_only=True)
class LogisticRegressionResult:
    """What :func:`~mlmath_fast.descent.logistic_regression` found."""

    #: Coefficients, shape (n_features,), dtype of `X`.
    coef: FloatArray
    #: The intercept; 0.0 without one.
    intercept: float
    #: The objective there.
    loss: float
    #: Largest element of its gradient in size, the intercept's included.
    grad_norm: float
    #: Iterations done.
    n_iter: int
    #: ``grad_norm <= tol``, and the minimiser exists and is one point.
    converged: bool
    #: Why the iteration ended; begins with ``ConvergenceWarning`` if that was one.
    message: str


@dataclass(frozen=True, kw_only=True)
class GradientDescentResult:
    """What :func:`~mlmath_fast.descent.gradient_descent` found, or, for a callback, has so far."""

    #: The parameters, shape and dtype of `theta0`.
    theta: FloatArray
    #: The loss there.
    loss: float
    #: Largest element of its gradient in size.
    grad_norm: float
    #: Steps taken.
    n_iter: int
    #: ``grad_norm <= tol``.
    converged: bool
    #: Why the iteration ended; begins with ``ConvergenceWarning`` if that was one.
    message: str
