"""Features and targets as scikit-learn prepares them: which are discrete, to what scale, with what noise.

Its estimates depend on every bit of this, so it is done by the NumPy calls that scikit-learn makes.
"""

from numbers import Integral
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import F64, FloatArray, as_ndarray, check_ndim
from mlmath_fast._csr import Csr
from mlmath_fast.linalg._finite import refuse_non_finite
from mlmath_fast.linalg._matrix import dense_or_csr

_Bool = npt.NDArray[np.bool_]
_Numbers = npt.NDArray[np.float64]

# Of the largest of 1 and the mean magnitude: Kraskov and others advise noise of this size.
NOISE = 1e-10

# A column whose deviation is below so many units of rounding is constant.
CONSTANT = 10 * np.finfo(np.float64).eps


def feature_matrix(X: Any) -> FloatArray | Csr:
    """`X` as float64, one row a sample, finite, of one sample and one feature or more."""
    data = dense_or_csr(X, "X")
    if min(data.shape) < 1:
        what = "feature" if data.shape[0] else "sample"
        raise ValueError(
            f"Found array with 0 {what}(s) (shape={data.shape}) while a minimum of 1 is required."
        )
    if not isinstance(data, Csr):
        refuse_non_finite(data, "X")
    return data


def discrete_mask(discrete_features: Any, data: FloatArray | Csr) -> _Bool:
    """Which features are discrete, from scikit-learn's four ways to say it."""
    n_features = data.shape[1]
    chosen = check_discrete(discrete_features)
    if chosen is None:
        chosen = isinstance(data, Csr)
    if isinstance(chosen, bool):
        return np.full(n_features, chosen)
    mask = np.zeros(n_features, bool)
    # NumPy's IndexError says what is wrong with a mask or an index.
    mask[chosen] = True
    return mask


def check_discrete(discrete_features: Any) -> bool | npt.NDArray[Any] | None:
    """None for "auto", a bool, a mask or indices: as far as can be told without the features."""
    if isinstance(discrete_features, str):
        if discrete_features != "auto":
            raise ValueError(
                "discrete_features must be 'auto', a bool, a mask or indices, "
                f"got {discrete_features!r}"
            )
        return None
    if isinstance(discrete_features, (bool, np.bool_)):
        return bool(discrete_features)
    chosen = check_ndim(as_ndarray(discrete_features, "discrete_features"), "discrete_features", 1)
    if chosen.dtype.kind == "f":
        if chosen.size:
            raise TypeError("discrete_features must be a mask or indices, got floats")
        chosen = chosen.astype(np.intp)
    return chosen


def feature_rows(data: FloatArray | Csr, discrete: _Bool, rng: Any) -> _Numbers:
    """One row a feature: continuous ones to unit deviation, with noise."""
    if isinstance(data, Csr):
        if not discrete.all():
            raise ValueError("Sparse matrix `X` can't have continuous features.")
        rows = np.zeros(data.shape[::-1])
        samples = np.repeat(np.arange(data.shape[0]), np.diff(data.indptr))
        rows[data.indices, samples] = data.data
        return rows
    rows = np.array(data.T, F64, order="C")
    if discrete.all():
        return rows
    everything = not discrete.any()
    numbers = rows if everything else rows[~discrete]
    deviation = np.std(numbers, axis=1, keepdims=True)
    numbers /= np.where(deviation < CONSTANT, 1.0, deviation)
    size = NOISE * np.maximum(1, np.mean(np.abs(numbers), axis=1, keepdims=True))
    numbers += size * rng.standard_normal((numbers.shape[1], numbers.shape[0])).T
    if not everything:
        rows[~discrete] = numbers
    return rows


def target_values(y: npt.NDArray[Any], rng: Any) -> _Numbers:
    """A continuous target to unit deviation, with noise; float32 keeps its rounding until then."""
    values = y.astype(y.dtype if y.dtype.kind == "f" else F64, order="C")
    refuse_non_finite(values.astype(F64), "y")
    deviation = np.std(values)
    values /= deviation if deviation else 1.0
    values += NOISE * np.maximum(1, np.mean(np.abs(values))) * rng.standard_normal(len(values))
    return values.astype(F64)


def target_labels(y: Any) -> tuple[npt.NDArray[np.int64], int]:
    """Classes numbered from 0, and how many there are."""
    raw = np.asarray(y)
    array = raw if raw.dtype.kind in "OSU" else as_ndarray(y, "y")
    check_ndim(array, "y", 1)
    if array.dtype.kind == "f":
        refuse_non_finite(array.astype(F64), "y")
        if (array != np.floor(array)).any():
            raise ValueError(
                "Unknown label type: continuous. Maybe you are trying to fit a classifier, which "
                "expects discrete classes on a regression target with continuous values."
            )
    try:
        classes, labels = np.unique(array, return_inverse=True)
    except TypeError as error:
        raise TypeError(f"y: classes must be of one kind that can be ordered: {error}") from None
    return labels.astype(np.int64), len(classes)


def check_lengths(data: FloatArray | Csr, y: npt.NDArray[Any]) -> None:
    """Refuse features and targets of different numbers of samples."""
    if data.shape[0] != len(y):
        raise ValueError(
            f"Found input variables with inconsistent numbers of samples: "
            f"[{data.shape[0]}, {len(y)}]"
        )


def random_state_of(random_state: Any) -> Any:
    """NumPy's own generator of these numbers, as scikit-learn makes it."""
    if random_state is None or random_state is np.random:
        return np.random.mtrand._rand
    if isinstance(random_state, Integral):
        return np.random.RandomState(int(random_state))
    if isinstance(random_state, np.random.RandomState):
        return random_state
    raise ValueError(f"{random_state!r} cannot be used to seed a numpy.random.RandomState instance")
