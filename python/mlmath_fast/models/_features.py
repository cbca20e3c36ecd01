"""The columns of X as scikit-learn minds them: how many, what they are called, and no NaN among them."""

import warnings
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from mlmath_fast._csr import Csr
from mlmath_fast.linalg._finite import refuse_non_finite
from mlmath_fast.linalg._matrix import dense_or_csr
from mlmath_fast.models._savable import Attributes, Savable
from mlmath_fast.models._saved import Arrays
from mlmath_fast.ranking.columns import Interactions

Names = npt.NDArray[np.object_]

# Attributes that say what the shape of the components says, and those that are squares or roots of them.
_SIZES = {"n_components": "k", "n_features_in": "p"}
_NOT_NEGATIVE = (
    "explained_variance",
    "explained_variance_ratio",
    "singular_values",
    "noise_variance",
    "reconstruction_err",
    "rounding",
    "var",
)


class Features(Savable):
    """An estimator that knows the columns it was fitted on, and what it puts in their place."""

    n_features_in_: int
    feature_names_in_: Names

    _optional: ClassVar[Attributes] = {"feature_names_in": ("U", "p")}

    @classmethod
    def _check_domains(cls, saved: Arrays, sizes: dict[str, int]) -> None:
        for name, (dtype, _) in cls._attributes.items():
            size = _SIZES.get(name)
            if size and saved[name] != sizes[size]:
                raise ValueError(
                    f"not a valid model: {name} must be {sizes[size]}, as components has, "
                    f"got {saved[name]}"
                )
            if name in _NOT_NEGATIVE and (saved[name] < 0).any():
                raise ValueError(f"not a valid model: {name} must not be negative")
            if dtype == "int64" and saved[name] < 1:
                raise ValueError(f"not a valid model: {name} must be at least 1, got {saved[name]}")

    def get_feature_names_out(self, input_features: npt.ArrayLike | None = None) -> Names:
        """Names of the columns that ``transform`` gives: the class in small letters, and a number.

        Parameters
        ----------
        input_features : array_like of str, optional
            Without effect.

        Returns
        -------
        ndarray of str objects

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        del input_features
        self._check_fitted("components_")
        count, name = len(self.components_), type(self).__name__.lower()  # type: ignore[attr-defined]
        return np.array([f"{name}{i}" for i in range(count)], object)

    def _new_data(self, X: Any) -> tuple[npt.NDArray[Any] | Csr, Names | None]:
        """Finite data to fit, and the names of their columns; the model stays as it is."""
        names, data = _names_of(X), _read(X)
        if data.shape[0] < 1 or data.shape[1] < 1:
            count, what = (data.shape[1], "feature") if data.shape[0] else (0, "sample")
            raise ValueError(
                f"Found array with {count} {what}(s) (shape={data.shape}) while a minimum of 1 is "
                f"required by {type(self).__name__}."
            )
        _refuse_non_finite(data)
        return data, names

    def _know(self, n_features: int, names: Names | None) -> None:
        """These are the columns of the model from now on: said when the fit has succeeded."""
        self.__dict__.pop("feature_names_in_", None)
        self.n_features_in_ = n_features
        if names is not None:
            self.feature_names_in_ = names

    def _known_data(self, X: Any) -> npt.NDArray[Any] | Csr:
        """Finite data with the columns of those that were fitted."""
        names, data = _names_of(X), _read(X)
        self._check_names(names)
        if data.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {data.shape[1]} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input."
            )
        _refuse_non_finite(data)
        return data

    def _check_names(self, names: Names | None) -> None:
        known, model = getattr(self, "feature_names_in_", None), type(self).__name__
        if names is None and known is not None:
            warnings.warn(
                f"X does not have valid feature names, but {model} was fitted with feature names",
                stacklevel=4,
            )
        elif names is not None and known is None:
            warnings.warn(
                f"X has feature names, but {model} was fitted without feature names", stacklevel=4
            )
        elif names is not None and list(names) != list(known):  # type: ignore[arg-type]
            raise ValueError(_difference(list(names), list(known)))  # type: ignore[arg-type]


def _read(X: Any) -> npt.NDArray[Any] | Csr:
    """X as the functions read it; arrays of Python numbers too, and errors as scikit-learn has them."""
    if isinstance(X, Interactions):
        X = X.ratings
    kind = X.dtype.kind if isinstance(X, np.ndarray) else ""
    if kind == "O":
        X = X.astype(np.float64)
    if kind == "c":
        raise ValueError("X: Complex data not supported")
    return dense_or_csr(X, "X")


def _refuse_non_finite(data: npt.NDArray[Any] | Csr) -> None:
    try:
        # Sparse values were looked through when they were read.
        if not isinstance(data, Csr):
            refuse_non_finite(data, "X")
    except ValueError as error:
        raise ValueError(f"Input X contains NaN or infinity: {error}") from None


def _names_of(X: Any) -> Names | None:
    """Column names of a data frame of any kind, or the items of interactions, if they are all text."""
    columns = getattr(X, "columns", None) if hasattr(X, "__array__") else None
    if isinstance(X, Interactions):
        columns = X.item_labels.tolist()
    if columns is None:
        return None
    names = list(columns)
    kinds = sorted({type(name).__name__ for name in names})
    if "str" not in kinds:
        return None
    if len(kinds) > 1:
        raise TypeError(
            "Feature names are only supported if all input features have string names, but your "
            f"input has {kinds} as feature name / column name types."
        )
    return np.array(names, object)


def _difference(names: list[str], known: list[str]) -> str:
    text = "The feature names should match those that were passed during fit.\n"
    unseen, missing = sorted(set(names) - set(known)), sorted(set(known) - set(names))
    if unseen:
        text += "Feature names unseen at fit time:\n" + _listed(unseen)
    if missing:
        text += "Feature names seen at fit time, yet now missing:\n" + _listed(missing)
    if not unseen and not missing:
        text += "Feature names must be in the same order as they were in fit.\n"
    return text


# So many names are listed, as scikit-learn does.
LISTED = 5


def _listed(names: list[str]) -> str:
    lines = [f"- {name}\n" for name in names[:LISTED]]
    return "".join(lines) + ("- ...\n" if len(names) > LISTED else "")
