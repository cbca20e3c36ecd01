"""Facts of the topic ``descent``."""

import math
import warnings
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from mlmath_fast._exceptions import ConvergenceWarning
from mlmath_fast._facts._close import assert_close

# Spector and Mazzeo 1980, table I: GPA, TUCE, PSI and whether the grade improved.
SPECTOR = np.array(
    [
        (2.66, 20, 0, 0), (2.89, 22, 0, 0), (3.28, 24, 0, 0), (2.92, 12, 0, 0), (4.00, 21, 0, 1),
        (2.86, 17, 0, 0), (2.76, 17, 0, 0), (2.87, 21, 0, 0), (3.03, 25, 0, 0), (3.92, 29, 0, 1),
        (2.63, 20, 0, 0), (3.32, 23, 0, 0), (3.57, 23, 0, 0), (3.26, 25, 0, 1), (3.53, 26, 0, 0),
        (2.74, 19, 0, 0), (2.75, 25, 0, 0), (2.83, 19, 0, 0), (3.12, 23, 1, 0), (3.16, 25, 1, 1),
        (2.06, 22, 1, 0), (3.62, 28, 1, 1), (2.89, 14, 1, 0), (3.51, 26, 1, 0), (3.54, 24, 1, 1),
        (2.83, 27, 1, 1), (3.39, 17, 1, 1), (2.67, 24, 1, 0), (3.65, 21, 1, 1), (4.00, 23, 1, 1),
        (3.10, 21, 1, 0), (2.39, 19, 1, 1),
    ]
)  # fmt: skip

# The binary example of glmnet that scikit-learn's tests use.
NINE = np.column_stack([np.arange(-4.0, 5.0), [0, 0, 1, 0, 1, 1, 1, 0, 0]])
NINE_LABELS = [0, 0, 0, 1, 1, 1, 1, 1, 1]


def fact_at_zero_the_loss_is_log_two(topic: ModuleType) -> None:
    loss, grad, grad_intercept = topic.logistic_loss_grad([[1.0], [3.0]], [0, 1], [0.0])
    assert_close(loss, math.log(2.0), rtol=1e-15)
    assert_close(grad, [(0.5 * 1.0 - 0.5 * 3.0) / 2], rtol=1e-15)
    assert_close(grad_intercept, 0.0, rtol=0.0)


def fact_loss_and_derivative_far_from_zero(topic: ModuleType) -> None:
    """Label, margin, loss, derivative in the margin; 25-digit values, as in scikit-learn's tests."""
    for y, z, loss, derivative in [
        (0.0, -37.0, 8.533047625744065e-17, 8.533047625744065e-17),
        (1.0, -37.0, 37.0, -1.0),
        (0.0, 37.5, 37.5, 1.0),
        (0.0, 1e3, 1e3, 1.0),
        (1.0, -1e20, 1e20, -1.0),
        (1.0, 1e20, 0.0, 0.0),
    ]:
        got, _, grad_intercept = topic.logistic_loss_grad([[z]], [y], [1.0])
        assert_close(got, loss, rtol=1e-15)
        assert_close(grad_intercept, derivative, rtol=1e-15)


def fact_a_soft_label_costs_at_least_its_entropy(topic: ModuleType) -> None:
    """At sigma(z) = y = 1/4 the loss is the entropy of y and the gradient vanishes."""
    entropy = -0.25 * math.log(0.25) - 0.75 * math.log(0.75)
    loss, grad, _ = topic.logistic_loss_grad([[1.0]], [0.25], [-math.log(3.0)])
    assert_close(loss, entropy, rtol=1e-15)
    assert_close(grad, [0.0], rtol=0.0, atol=1e-16)


def fact_the_penalty_spares_the_intercept(topic: ModuleType) -> None:
    """0.1 / 2 (3^2 + 4^2) = 1.25, whose gradient is 0.1 (3, 4)."""
    X, y = [[0.0, 0.0]], [1]
    plain = topic.logistic_loss_grad(X, y, [3.0, 4.0], 5.0)
    loss, grad, grad_intercept = topic.logistic_loss_grad(X, y, [3.0, 4.0], 5.0, l2=0.1)
    assert_close(loss - plain[0], 1.25, rtol=1e-14)
    assert_close(grad, [0.3, 0.4], rtol=1e-15)
    assert grad_intercept == plain[2]


def fact_glmnet_example(topic: ModuleType) -> None:
    """Solved in 50 digits; glmnet and scikit-learn publish the first 8."""
    for l2, weights, want in [
        (1.0, None, (0.44464569317678835, 0.014575634329614503, 0.8923040566417846)),
        (0.01, None, (2.6534611223208242, -1.1002862345962067, 4.530891191260102)),
        (
            1.0,
            np.arange(1.0, 10.0),
            (0.33468888833903421, 0.00071583582041360988, 1.626574061411107),
        ),
    ]:
        fit = topic.logistic_regression(NINE, NINE_LABELS, l2=l2, sample_weight=weights, tol=1e-13)
        assert fit.converged
        assert_close([*fit.coef, fit.intercept], want, rtol=1e-10)


def fact_spector_and_mazzeo(topic: ModuleType) -> None:
    """The maximum likelihood estimate in 20 digits; Greene, *Econometric Analysis*, prints four."""
    fit = topic.logistic_regression(SPECTOR[:, :3], SPECTOR[:, 3], l2=0.0, tol=1e-12)
    assert fit.converged
    want = [2.8261125948893209, 0.095157661317909287, 2.3786876550933545, -13.021346858115689]
    assert_close([*fit.coef, fit.intercept], want, rtol=1e-10)
    assert_close(32 * fit.loss, 12.889634222131415, rtol=1e-13)


def fact_two_points_have_a_closed_equation(topic: ModuleType) -> None:
    """x = -1, 1 with labels 0, 1: l2 w = 1 / (1 + e^w)."""
    for l2 in (0.5, 5e-3, 5e-5):
        fit = topic.logistic_regression([[-1.0], [1.0]], [0, 1], l2=l2, tol=1e-14)
        w = float(fit.coef[0])
        assert_close(l2 * w, 1.0 / (1.0 + math.exp(w)), rtol=1e-9)
        assert_close(fit.intercept, 0.0, rtol=0.0, atol=1e-9)


def fact_an_intercept_alone_is_the_log_odds(topic: ModuleType) -> None:
    fit = topic.logistic_regression(np.zeros((4, 1)), [1, 0, 0, 0])
    assert_close(fit.intercept, -math.log(3.0), rtol=1e-9)
    assert_close(fit.coef, [0.0], rtol=0.0, atol=1e-12)


def fact_what_has_no_single_best_fit_warns(topic: ModuleType) -> None:
    """Separable, separable in part (three rows have x2 = 1, all labelled 1), equal columns, no time."""
    x = np.array([-2.0, -1.0, 1.0, 2.0, 0.5, -0.5])
    mixed = [0, 1, 0, 1, 1, 0]
    in_part = np.column_stack([np.tile(x, 2), np.arange(12) >= 9])
    labels_in_part = [*mixed, 0, 1, 0, 1, 1, 1]
    hopeless: list[tuple[Any, Any, dict[str, Any]]] = [
        (x[:, None], x > 0, {"l2": 0.0}),
        (in_part, labels_in_part, {"l2": 0.0}),
        (np.column_stack([x, x]), mixed, {"l2": 0.0}),
        (SPECTOR[:, :3], SPECTOR[:, 3], {"max_iter": 2}),
        (SPECTOR[:, :3], SPECTOR[:, 3], {"solver": "gradient_descent"}),
    ]
    for X, y, options in hopeless:
        fit = _warned(partial(topic.logistic_regression, X, y, **options))
        assert not fit.converged
        assert fit.message.startswith("ConvergenceWarning")
        assert np.isfinite([*fit.coef, fit.intercept, fit.loss]).all()


def fact_equal_columns_share_their_coefficient(topic: ModuleType) -> None:
    x = np.array([[-2.0], [-1.0], [1.0], [2.0], [0.5], [-0.5]])
    y = [0, 1, 0, 1, 1, 0]
    one = topic.logistic_regression(x, y, l2=0.0)
    two = _warned(lambda: topic.logistic_regression(np.hstack([x, x]), y, l2=0.0))
    assert_close(two.coef, [one.coef[0] / 2] * 2, rtol=1e-6)


def fact_the_heavy_ball_by_hand(topic: ModuleType) -> None:
    """F = t^2 / 2, rate 1/2, momentum 1/4, from 1: v = -1/2, -3/8, -5/32; t = 1/2, 1/8, -1/32."""
    path = []
    _warned(
        lambda: topic.gradient_descent(
            lambda t: (float(t @ t) / 2, t),
            [1.0],
            learning_rate=0.5,
            momentum=0.25,
            tol=0.0,
            max_iter=3,
            callback=lambda state: path.append(float(state.theta[0])),
        )
    )
    assert path == [0.5, 0.125, -0.03125]


def fact_armijo_halves_until_the_loss_falls(topic: ModuleType) -> None:
    """F = 5 t^2 from 1, gradient 10: steps 1, 1/2, 1/4 lead to 405, 80, 11.25; 1/8 to 0.3125 < 5."""
    fit = _warned(
        lambda: topic.gradient_descent(lambda t: (5.0 * float(t @ t), 10.0 * t), [1.0], max_iter=1)
    )
    assert fit.theta.tolist() == [-0.25]
    assert (fit.loss, fit.n_iter) == (0.3125, 1)


def fact_a_loss_that_is_not_finite_is_a_step_too_long(topic: ModuleType) -> None:
    """F = t - log t has its minimum at 1; from 1/4 the first step, 3, and from 4 on none is lost."""

    def loss_grad(t: Any) -> tuple[float, Any]:
        inside = bool(t[0] > 0)
        return (float(t[0] - np.log(t[0])), 1 - 1 / t) if inside else (math.inf, t)

    fit = topic.gradient_descent(loss_grad, [0.25])
    assert fit.converged
    assert_close(fit.theta, [1.0], rtol=1e-5)
    stopped = _warned(lambda: topic.gradient_descent(loss_grad, [4.0], learning_rate=8.0))
    assert stopped.theta.tolist() == [4.0]
    assert not stopped.converged


def fact_a_callback_can_stop(topic: ModuleType) -> None:
    def raising(_: Any) -> None:
        raise StopIteration

    for callback in (lambda state: state.n_iter == 2, raising):
        fit = topic.gradient_descent(
            lambda t: (float(t @ t), 2 * t), [8.0], learning_rate=0.25, callback=callback
        )
        assert "callback" in fit.message
        assert fit.theta[0] == (4.0 if callback is raising else 2.0)


def _warned(run: Callable[[], Any]) -> Any:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = run()
    ours = [w for w in caught if issubclass(w.category, ConvergenceWarning)]
    assert len(ours) == 1, [str(w.message) for w in caught]
    assert str(ours[0].message).startswith("ConvergenceWarning")
    return result
