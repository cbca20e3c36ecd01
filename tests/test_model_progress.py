"""Fits that show how far they are, stop when what was held out no longer gains, and end on Ctrl-C."""

import copy
import io
import signal
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mlmath_fast import factorization, ranking
from mlmath_fast._specs._inputs import rng_of, sparse
from mlmath_fast.models import ALS, BPR, ExplicitALS

Model = ALS | BPR | ExplicitALS
TRAIN, TEST = ranking.leave_k_out(sparse(rng_of("progress"), (60, 50), 0.2), 2, seed=1)
each = pytest.mark.parametrize(
    "model",
    [ALS(8, n_iter=20), BPR(8, n_iter=40, learning_rate=0.2), ExplicitALS(8, n_iter=20)],
    ids=repr,
)


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _predicted(users: Any, state: Any) -> Any:
    return factorization.als_explicit_predict(
        users,
        TEST.indices,
        state.user_factors,
        state.item_factors,
        user_biases=state.user_biases,
        item_biases=state.item_biases,
        global_mean=state.global_mean,
    )


def _scores(model: Model, states: list[Any]) -> list[float]:
    """From the states of a callback, by the public functions."""
    if isinstance(model, ExplicitALS):
        users = np.repeat(np.arange(60), np.diff(TEST.indptr))
        errors = [_predicted(users, state) - TEST.data for state in states]
        return [-float(np.sqrt(np.mean(error**2))) for error in errors]
    found = [
        ranking.evaluate(
            state.user_factors, state.item_factors, TEST, exclude=TRAIN, metrics=["ndcg"]
        )
        for state in states
    ]
    return [float(np.nanmean(values["ndcg@10"])) for values in found]


@each
def test_the_best_factors_are_kept(model: Model) -> None:
    states: list[Any] = []
    model = copy.deepcopy(model)
    model.fit(TRAIN, validation=TEST, patience=3, callback=states.append)
    want = _scores(model, states)
    assert np.abs(model.validation_scores_ - want).max() < 1e-6
    best = int(np.argmax(model.validation_scores_))
    assert np.array_equal(model.user_factors_, states[best].user_factors)
    assert np.array_equal(model.item_factors_, states[best].item_factors)
    assert np.array_equal(model.losses_, states[best].losses)
    assert len(states) == min(best + 1 + 3, model.n_iter)
    assert model.user_factors_.flags.writeable
    assert not np.shares_memory(model.user_factors_, states[best].user_factors)


@each
def test_patience_is_counted_in_passes(model: Model) -> None:
    states: list[Any] = []
    fitted = copy.deepcopy(model).fit(TRAIN, validation=TEST, patience=1, callback=states.append)
    rises = np.diff(fitted.validation_scores_) > 0
    assert rises[:-1].all()
    assert len(states) == fitted.n_iter or not rises[-1]


@each
def test_scores_are_saved(model: Model) -> None:
    fitted, file = copy.deepcopy(model).fit(TRAIN, validation=TEST), io.BytesIO()
    fitted.save(file)
    file.seek(0)
    loaded = type(model).load(file)
    assert np.array_equal(loaded.validation_scores_, fitted.validation_scores_)


@each
def test_a_wrong_validation_is_refused_before_the_fit(model: Model) -> None:
    model = copy.deepcopy(model)
    with pytest.raises(ValueError, match=r"shape of ratings, \(60, 50\).* got \(60, 51\)"):
        model.fit(TRAIN, validation=TEST._replace(shape=(60, 51)))
    empty = TEST._replace(
        indptr=np.zeros(61, np.int64), indices=TEST.indices[:0], data=TEST.data[:0]
    )
    with pytest.raises(ValueError, match=r"an entry at least, got .* and 0 entries"):
        model.fit(TRAIN, validation=empty)
    with pytest.raises(ValueError, match="patience must be at least 1, got 0"):
        model.fit(TRAIN, validation=TEST, patience=0)
    with pytest.raises(TypeError, match="validation: must be a sparse matrix"):
        model.fit(TRAIN, validation=0.1)
    for part in ("validation", "ratings"):
        bad = TEST._replace(data=np.where(np.arange(len(TEST.data)) == 5, np.nan, TEST.data))
        given = {"ratings": TRAIN, "validation": TEST, part: bad}
        passes: list[Any] = []
        with pytest.raises(ValueError, match=f"{part}: values must be finite, got NaN"):
            model.fit(**given, callback=passes.append)
        assert not passes
    assert not hasattr(model, "user_factors_")


@pytest.mark.parametrize("model", [ALS(8, n_iter=5), BPR(8, n_iter=5)], ids=repr)
def test_stored_zeros_are_neither_known_nor_held_out(model: Model) -> None:
    def with_zeros(ratings: Any, other: Any) -> Any:
        """The places of `other` as well, with zeros."""
        rows = [np.repeat(np.arange(60), np.diff(x.indptr)) for x in (ratings, other)]
        return ranking.interactions(
            np.concatenate(rows),
            np.concatenate([ratings.indices, other.indices]),
            np.concatenate([ratings.data, np.zeros(len(other.data))]),
            user_labels=np.arange(60),
            item_labels=np.arange(50),
        ).ratings

    want = copy.deepcopy(model).fit(TRAIN, validation=TEST)
    got = copy.deepcopy(model).fit(with_zeros(TRAIN, TEST), validation=with_zeros(TEST, TRAIN))
    assert np.array_equal(got.validation_scores_, want.validation_scores_)


def test_a_file_gets_a_line_a_pass() -> None:
    file = io.StringIO()
    model = ALS(4, n_iter=3).fit(TRAIN, validation=TEST, progress=file)
    lines = file.getvalue().splitlines()
    assert len(lines) == 3
    score = model.validation_scores_[1]
    assert lines[1].startswith("ALS: 2 of 3, loss ")
    assert f", validation {score:.5f}, " in lines[1]
    assert lines[1].endswith(" s")


def test_a_terminal_gets_one_line() -> None:
    terminal = Terminal()
    BPR(4, n_iter=3).fit(TRAIN, progress=terminal)
    text = terminal.getvalue()
    assert text.count("\r") == 3
    assert text.count("\n") == 1
    assert text.endswith("\n")


@pytest.mark.parametrize("progress", [False, True])
def test_nothing_is_written_where_nobody_looks(progress: bool, capsys: Any) -> None:
    ExplicitALS(4, n_iter=2).fit(TRAIN, progress=progress)
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""


def test_true_is_the_terminal_of_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    ALS(4, n_iter=2).fit(TRAIN, progress=True)
    assert "ALS: 2 of 2, loss" in terminal.getvalue()
    monkeypatch.setattr(sys, "stderr", None)
    ALS(4, n_iter=2).fit(TRAIN, progress=True)


def test_progress_must_be_a_place_to_write() -> None:
    with pytest.raises(TypeError, match="progress must be True, False or a text file, got 'yes'"):
        ALS(4).fit(TRAIN, progress="yes")  # type: ignore[arg-type]


def test_a_file_need_not_tell_whether_it_is_a_terminal() -> None:
    lines: list[str] = []
    file: Any = SimpleNamespace(write=lines.append, flush=list)
    ALS(4, n_iter=2).fit(TRAIN, progress=file)
    assert len(lines) == 2
    with pytest.raises(TypeError, match="progress must be True, False or a text file"):
        ALS(4).fit(TRAIN, progress=SimpleNamespace(write=lines.append))  # type: ignore[arg-type]


def test_progress_changes_no_bit() -> None:
    want = factorization.als(TRAIN, 4, n_iter=3)
    got = ALS(4, n_iter=3).fit(TRAIN, progress=io.StringIO())
    assert np.array_equal(got.user_factors_, want.user_factors)
    assert np.array_equal(got.losses_, want.losses)


@each
def test_ctrl_c_ends_the_line_and_leaves_the_model_as_it_was(model: Model) -> None:
    model, terminal = copy.deepcopy(model), Terminal()

    def interrupt(state: Any) -> None:
        if state.n_iter == 2:
            signal.raise_signal(signal.SIGINT)

    # A shell in the background starts its children deaf to it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            model.fit(TRAIN, validation=TEST, progress=terminal, callback=interrupt)
    finally:
        signal.signal(signal.SIGINT, before)
    assert terminal.getvalue().endswith("\n")
    assert terminal.getvalue().count("\r") == 2
    assert not [name for name in vars(model) if name.endswith("_")]


@each
def test_the_callback_may_stop_first(model: Model) -> None:
    def stop(state: Any) -> None:
        if state.n_iter == 2:
            raise StopIteration

    fitted = copy.deepcopy(model).fit(TRAIN, validation=TEST, callback=stop)
    assert len(fitted.validation_scores_) == 2
    assert len(fitted.losses_) == 1 + np.argmax(fitted.validation_scores_)
