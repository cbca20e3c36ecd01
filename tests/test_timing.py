"""The stopwatch: turns, medians, budgets and thread limits."""

import time
from collections.abc import Callable

import pytest

from mlmath_fast.compare.timing import FEWEST_ROUNDS, MOST_ROUNDS, Runner, medians


def logged(log: list[str], name: str, seconds: float = 0.0) -> Callable[[], None]:
    def call() -> None:
        log.append(name)
        if seconds:
            time.sleep(seconds)

    return call


def test_runners_take_turns() -> None:
    log: list[str] = []
    runners = [Runner(name, logged(log, name, 0.02), 0.02) for name in "abc"]
    medians(runners, budget=0.1)
    assert log == [*"abc"] * FEWEST_ROUNDS


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
        Runner("rival", slow, 7.0, n_threads=1),
        Runner("quick", quick, 0.01),
    ]
    best = medians(runners, budget=0.04)
    assert log.count("slow") == 1
    assert log.count("quick") >= FEWEST_ROUNDS
    assert best["ours"] == 7.0
    assert 0.05 <= best["rival"] < 7.0


def test_short_calls_fill_a_sample() -> None:
    log: list[str] = []
    best = medians([Runner("a", logged(log, "a"), 1e-4)], budget=0.5)
    assert len(log) > 10 * MOST_ROUNDS
    assert best["a"] < 1e-3


def test_of_one_name_the_fastest_counts() -> None:
    runners = [Runner("a", logged([], "a", seconds), seconds) for seconds in (0.2, 0.001, 0.1)]
    assert medians(runners, budget=1.0)["a"] < 0.1


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
