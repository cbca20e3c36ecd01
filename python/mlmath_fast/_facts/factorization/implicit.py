"""Facts of the topic ``factorization``."""

from types import ModuleType
from typing import Any

import numpy as np

from mlmath_fast._facts._close import assert_close
from mlmath_fast._facts.linalg._csr import csr


def fact_the_loss_of_one_unexplained_entry_is_its_confidence(topic: ModuleType) -> None:
    """u = v = 0: the loss is c = 1 + alpha |r|, and implicit's test has 1 and 2 for c = 1, l2 = 1."""
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    assert topic.als_loss(csr([[3.0]]), zero, zero, alpha=2.0, l2=9.0) == 7.0
    assert topic.als_loss(csr([[1.0]]), zero, one, alpha=0.0, l2=0.0) == 1.0
    assert topic.als_loss(csr([[1.0]]), zero, one, alpha=0.0, l2=1.0) == 2.0


def fact_the_loss_on_paper(topic: ModuleType) -> None:
    """Two users, two items, d = 1, scores [[2, 1], [6, 3]], alpha 1, ratings [[2, 0], [0, -1]].

    3 (1 - 2)^2 + 1^2 + 6^2 + 2 (0 - 3)^2 = 58, and l2 ((1 + 9) + (4 + 1)) = 7.5 for l2 = 1/2.
    """
    loss = topic.als_loss(
        csr([[2.0, 0.0], [0.0, -1.0]]), [[1.0], [3.0]], [[2.0], [1.0]], alpha=1.0, l2=0.5
    )
    assert loss == 65.5


def fact_one_factor_on_paper(topic: ModuleType) -> None:
    """d = 1: u = sum c p v / (sum v^2 + l2 + alpha sum |r| v^2), the sums over 1, 2, 3.

    alpha 1/2, r = (2, -4, 0), l2 = 1: (2 * 1) / (14 + 1 + 1/2 (2 * 1 + 4 * 4)) = 2 / 24.
    """
    factors = topic.als_half_step(csr([[2.0, -4.0, 0.0]]), [[1.0], [2.0], [3.0]], alpha=0.5, l2=1.0)
    assert_close(factors, [[1.0 / 12.0]], rtol=1e-14)


def fact_two_factors_on_paper(topic: ModuleType) -> None:
    """V = I, l2 = 1, alpha 1, r = (1, 3): the system is diag(3, 5), the right side (2, 4)."""
    factors = topic.als_half_step(csr([[1.0, 3.0]]), np.eye(2), alpha=1.0, l2=1.0)
    assert_close(factors, [[2.0 / 3.0, 4.0 / 5.0]], rtol=1e-14)


def fact_rows_without_entries_are_zero(topic: ModuleType) -> None:
    factors = topic.als_half_step(csr([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]]), np.eye(2))
    assert not factors[[0, 2]].any()
    assert factors[1, 0] > 0.9


def fact_a_rank_one_pattern_is_recovered(topic: ModuleType) -> None:
    """Users 0 and 2 like items 1 and 2, all else is missing: p = u v^T has rank 1, and loss 0."""
    ratings = csr([[0.0, 2.0, 1.0], [0.0, 0.0, 0.0], [0.0, 5.0, 3.0]])
    result = topic.als(
        ratings, 1, l2=0.0, n_iter=20, init=(None, [[0.1], [0.2], [0.3]]), dtype=np.float64
    )
    scores = result.user_factors @ result.item_factors.T
    assert_close(scores, [[0.0, 1.0, 1.0], [0.0, 0.0, 0.0], [0.0, 1.0, 1.0]], rtol=0.0, atol=1e-12)
    assert abs(result.losses[-1]) < 1e-12


def fact_the_seed_is_numpys_philox(topic: ModuleType) -> None:
    ratings = csr(np.eye(3))
    start = np.random.Generator(np.random.Philox(key=7)).standard_normal((3, 2)) * 0.1 / np.sqrt(2)
    seeded = topic.als(ratings, 2, n_iter=1, seed=7, dtype=np.float64)
    given = topic.als(ratings, 2, n_iter=1, init=(None, start), dtype=np.float64)
    assert np.array_equal(seeded.item_factors, given.item_factors)


def fact_a_callback_that_returns_true_stops(topic: ModuleType) -> None:
    seen = []

    def watch(state: object) -> bool:
        seen.append(state.losses.copy())  # type: ignore[attr-defined]
        return len(seen) == 3

    result = topic.als(csr(np.eye(3)), 2, callback=watch)
    assert result.n_iter == 3
    assert "callback" in result.message
    assert [len(losses) for losses in seen] == [1, 2, 3]


def fact_the_states_a_callback_kept_stay_as_they_were(topic: ModuleType) -> None:
    ratings = csr([[0.0, 2.0, 1.0], [3.0, 0.0, 0.0]])
    states: list[Any] = []
    topic.als(ratings, 2, n_iter=3, callback=states.append)
    for sweeps, state in enumerate(states, 1):
        alone = topic.als(ratings, 2, n_iter=sweeps)
        assert np.array_equal(state.user_factors, alone.user_factors)
        assert np.array_equal(state.item_factors, alone.item_factors)
        assert np.array_equal(state.losses, alone.losses)


def fact_ials_loss_of_one_entry(topic: ModuleType) -> None:
    """u = v = 0 misses the entry by 1; u = v = 1 hits it, and leaves alpha0 and two ridges.

    Each ridge is l2 (1 + alpha0 1)^nu = 3 (1 + 3)^(1/2) = 6.
    """
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    assert topic.als_loss(csr([[5.0]]), zero, zero, loss="ials") == 1.0
    assert_close(
        topic.als_loss(csr([[5.0]]), one, one, loss="ials", l2=3.0, alpha0=3.0, nu=0.5),
        3.0 + 6.0 + 6.0,
        rtol=1e-15,
    )


def fact_ials_loss_on_paper(topic: ModuleType) -> None:
    """Scores [[2, 1], [6, 3]], stored [[1, 0], [0, 1]], alpha0 1/2, l2 1/2, nu 1.

    (1 - 2)^2 + (1 - 3)^2 + 1/2 (4 + 1 + 36 + 9) + 1/2 (1 + 1/2 2) (1 + 9 + 4 + 1) = 5 + 25 + 15.
    """
    loss = topic.als_loss(
        csr([[2.0, 0.0], [0.0, -1.0]]),
        [[1.0], [3.0]],
        [[2.0], [1.0]],
        loss="ials",
        l2=0.5,
        alpha0=0.5,
    )
    assert loss == 45.0


def fact_one_ials_factor_on_paper(topic: ModuleType) -> None:
    """d = 1: u = sum v / (alpha0 14 + l2 (2 + alpha0 3)^nu + sum v^2) over the entries 1 and 2.

    alpha0 1/2, l2 2, nu 2: 3 / (7 + 2 (7/2)^2 + 5) = 3 / 36.5.
    """
    factors = topic.als_half_step(
        csr([[2.0, -4.0, 0.0]]), [[1.0], [2.0], [3.0]], loss="ials", l2=2.0, alpha0=0.5, nu=2.0
    )
    assert_close(factors, [[3.0 / 36.5]], rtol=1e-14)


def fact_two_ials_factors_on_paper(topic: ModuleType) -> None:
    """V = I, alpha0 1, l2 1, nu 1: a row of two is 1 / (1 + 4 + 1), of one 1 / (1 + 3 + 1)."""
    factors = topic.als_half_step(
        csr([[1.0, 1.0], [0.0, 1.0]]), np.eye(2), loss="ials", l2=1.0, alpha0=1.0
    )
    assert_close(factors, [[1.0 / 6.0, 1.0 / 6.0], [0.0, 1.0 / 5.0]], rtol=1e-14, atol=1e-16)


def fact_ials_recovers_a_pattern_of_rank_d(topic: ModuleType) -> None:
    """Two groups who share nothing: with next to no ridge every stored score is 1 / (1 + alpha0).

    Where a group stores all its pairs, (1 - x)^2 + alpha0 x^2 has its minimum there; other scores are 0.
    """
    pattern = np.kron(np.eye(2), np.ones((3, 2)))
    result = topic.als(
        csr(pattern), 2, loss="ials", l2=1e-9, alpha0=0.25, n_iter=60, seed=1, dtype=np.float64
    )
    scores = result.user_factors @ result.item_factors.T
    assert_close(scores, pattern / 1.25, rtol=0.0, atol=1e-6)


def fact_tol_stops(topic: ModuleType) -> None:
    """The first sweep that lowers the loss by less than a tenth of it is the last."""
    result = topic.als(csr(np.eye(3)), 2, tol=0.1, n_iter=50)
    ratios = result.losses[1:] / result.losses[:-1]
    assert ratios[-1] > 0.9
    assert (ratios[:-1] <= 0.9).all()
    assert "tol = 0.1" in result.message


def fact_one_step_or_two_on_paper(topic: ModuleType) -> None:
    """V = I, ratings (1, 3), alpha 1, l2 0: A = diag(2, 4), b = (2, 4), M = I, solution (1, 1).

    The loss of zeros is 2 + 4, of which 0.02 % is 0.0012. From (1, 1) + e (10, 4) the residual is
    -e (20, 16), r.r = 656 e^2, the step 656 / 1824 = 41 / 114, and 73 / 114 of 656 e^2 may be left: at
    e = 0.001, where that is 0.00042, the step is the last; at e = 0.01 another follows, to the end.
    """
    options: Any = {"l2": 0.0, "solver": "cg"}
    near, far = (np.array([[1 + 10 * e, 1 + 4 * e]]) for e in (0.001, 0.01))
    got = topic.als_half_step(csr([[1.0, 3.0]]), np.eye(2), init=near, **options)
    assert_close(got, near - 0.001 * 41 / 114 * np.array([[20.0, 16.0]]), rtol=1e-14)
    got = topic.als_half_step(csr([[1.0, 3.0]]), np.eye(2), init=far, **options)
    assert_close(got, np.ones((1, 2)), rtol=1e-13)


def fact_a_step_that_takes_nearly_all_is_the_last(topic: ModuleType) -> None:
    """V = I, ratings (1, 3), alpha 0.02, l2 0: A = diag(1.02, 1.06), M = I, solution (1, 1).

    From (11, 5) the residual is -(10.2, 4.24), r.r = 122.0176, the step a = 122.0176 / 125.177056. As
    a > 20 / 21, what may be left, (1 - a) r.r, is less than a twentieth of a r.r.
    """
    options: Any = {"alpha": 0.02, "l2": 0.0, "solver": "cg", "init": np.array([[11.0, 5.0]])}
    got = topic.als_half_step(csr([[1.0, 3.0]]), np.eye(2), **options)
    step = 122.0176 / 125.177056
    assert_close(got, [[11 - 10.2 * step, 5 - 4.24 * step]], rtol=1e-14)


def fact_two_blocks_on_paper(topic: ModuleType) -> None:
    """65 factors, of which one item has the first and the last; r = 1, alpha 1, l2 1.

    Of these two the system is [[3, 2], [2, 3]] x = (2, 2), each in a block of its own: from zeros 2 / 3,
    then (2 - 2 * 2 / 3) / 3; from (anything, 1) first (2 - 2) / 3, then 2 / 3.
    """
    item, start = np.zeros((1, 65)), np.zeros((1, 65))
    item[0, [0, 64]], start[0, [0, 64]] = 1.0, (7.0, 1.0)
    options: Any = {"alpha": 1.0, "l2": 1.0, "solver": "block"}
    ends = [0, 64]
    got = topic.als_half_step(csr([[1.0]]), item, **options)
    assert_close(got[0, ends], [2 / 3, 2 / 9], rtol=1e-14)
    got = topic.als_half_step(csr([[1.0]]), item, init=start, **options)
    assert_close(got[0, ends], [0.0, 2 / 3], rtol=1e-14, atol=1e-15)
    assert not got[0, 1:64].any()


def fact_one_block_is_exact_from_any_start(topic: ModuleType) -> None:
    rng = np.random.default_rng(0)
    ratings, V = csr(np.round(rng.random((6, 90)) * 1.4)), rng.standard_normal((90, 64)) / 8
    for loss in ("original", "ials"):
        exact = topic.als_half_step(ratings, V, loss=loss, l2=0.1)
        start = 9 * rng.standard_normal((6, 64))
        got = topic.als_half_step(ratings, V, loss=loss, l2=0.1, solver="block", init=start)
        assert_close(got, exact, rtol=1e-9, atol=1e-11)


def fact_blocks_end_where_exact_sweeps_do(topic: ModuleType) -> None:
    """More factors than users: no minimum but one. On the way there the loss never rises."""
    ratings = csr(np.round(np.random.default_rng(0).random((12, 15)) * 0.8))
    for loss, l2 in (("original", 1.0), ("ials", 0.05)):
        options: Any = {"loss": loss, "l2": l2, "n_iter": 60, "dtype": np.float64}
        exact = topic.als(ratings, 80, solver="cholesky", **options).losses
        blocks = topic.als(ratings, 80, solver="block", **options).losses
        assert (np.diff(blocks) <= 1e-12 * blocks[0]).all()
        assert_close(blocks[-1], exact[-1], rtol=1e-9)


def fact_losses_of_sweeps_are_those_of_their_factors(topic: ModuleType) -> None:
    """Of rows of all lengths, none included, with negative ratings: whoever solves, in both precisions."""
    rng = np.random.default_rng(0)
    ratings = csr(np.round(rng.normal(0.2, 1.0, (60, 90)) * (rng.random((60, 1)) < 0.9)))
    for dtype, rtol in ((np.float64, 1e-12), (np.float32, 1e-5)):
        for loss in ("original", "ials"):
            for solver in ("cholesky", "cg", "auto", "block"):
                options: Any = {"loss": loss, "l2": 0.1}
                result = topic.als(ratings, 70, solver=solver, n_iter=2, dtype=dtype, **options)
                factors = result.user_factors, result.item_factors
                assert_close(
                    result.losses[-1], topic.als_loss(ratings, *factors, **options), rtol=rtol
                )
