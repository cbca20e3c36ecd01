"""The stopwatch: turns, medians, budgets and thread limits."""

import sys
import time
from collections.abc import Callable

import pytest

from mlmath_fast.compare.timing import FEWEST_ROUNDS, MOST_ROUNDS, Runner, Time, first_run, medians


def logged(log: list[str], name: str, seconds: float = 0.0) -> Callable[[], None]:
    def call() -> None:
        log.append(name)
        if seconds:
            time.sleep(seconds)

    return call


def test_runners_take_turns() -> None:
    log: list[str] = []
    runners = [Runner(name, logged(log, name, 0.02), 0.02) for name in "abc"]
    medians(runners, budget=0.2)
    assert log[: 3 * FEWEST_ROUNDS] == [*"abc"] * FEWEST_ROUNDS


def test_rounds_end_with_the_budget() -> None:
    log: list[str] = []
    start = time.perf_counter()
    medians([Runner("a", logged(log, "a", 0.05), 0.05)], budget=0.5)
    assert FEWEST_ROUNDS < len(log) <= 11
    assert time.perf_counter() - start < 2


def test_who_needs_more_than_the_budget_runs_once() -> None:
    log: list[str] = []
    slow, quick = logged(log, "slow", 0.05), logged(log, "quick", 0.001)
    runners = [
        Runner("ours", slow, 7.0),
        Runner("rival", slow, 7.0, n_threads=1, first_counts=False),
        Runner("quick", quick, 0.01),
    ]
    best = medians(runners, budget=0.04)
    assert log.count("slow") == 1
    assert best["ours"] == Time(7.0, 1)
    assert best["rival"].n_samples == 1
    assert 0.05 <= best["rival"].seconds < 7.0


def test_a_round_longer_than_the_budget_is_the_last() -> None:
    log: list[str] = []
    runners = [Runner(name, logged(log, name, 0.03), 0.03) for name in "abc"]
    times = medians(runners, budget=0.04)
    assert log == [*"abc"]
    assert {time.n_samples for time in times.values()} == {1}


def test_a_rival_far_behind_is_not_run_again() -> None:
    log: list[str] = []
    runners = [
        Runner("ours", logged(log, "ours", 0.05), 0.05),
        Runner("first", logged(log, "first", 0.02), 0.02, n_threads=2),
        Runner("close", logged(log, "close", 0.021), 0.02, n_threads=2),
        # Its first run said nothing of it; the next one does.
        Runner("slow", logged(log, "slow", 0.06), 0.03, n_threads=1, first_counts=False),
        # Its first run said enough.
        Runner("hopeless", logged(log, "hopeless", 0.3), 0.3, n_threads=2),
    ]
    times = medians(runners, budget=0.5)
    assert log.count("slow") == 1
    assert "hopeless" not in log
    assert "hopeless" not in times
    assert min(log.count(name) for name in ("ours", "first", "close")) >= FEWEST_ROUNDS


def test_the_first_run_without_what_it_imported() -> None:
    calls = []

    def call() -> int:
        calls.append(0)
        sys.modules.setdefault("imported_by_a_test", sys)
        return len(calls)

    try:
        assert first_run(call)[0] == 2
        assert first_run(call)[0] == 3
    finally:
        del sys.modules["imported_by_a_test"]


def test_short_calls_fill_a_sample() -> None:
    log: list[str] = []
    best = medians([Runner("a", logged(log, "a"), 1e-4)], budget=0.5)
    assert len(log) > 10 * MOST_ROUNDS
    assert best["a"].seconds < 1e-3


def test_of_one_name_the_fastest_counts() -> None:
    runners = [Runner("a", logged([], "a", seconds), seconds) for seconds in (0.2, 0.001, 0.1)]
    assert medians(runners, budget=1.0)["a"].seconds < 0.1


def test_threads_are_as_asked() -> None:
    threadpoolctl = pytest.importorskip("threadpoolctl", reason="binds the rivals' threads")
    seen: list[set[int]] = []

    def call() -> None:
        pools = threadpoolctl.threadpool_info()
        seen.append({pool["num_threads"] for pool in pools if pool["user_api"] == "blas"})

    call()
    before = seen.pop()
    medians([Runner("one", call, 1.0, 1), Runner("as they are", call, 1.0)], budget=1.0)
    assert seen[:4] == [{1}, before, {1}, before]
