"""How models of components are saved: parameters as text, fitted attributes as arrays, all checked."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np

from mlmath_fast._arrays import F32, F64
from mlmath_fast.models import _saved
from mlmath_fast.models._estimator import Estimator

VERSION = 1
# What may stand for a parameter: text, numbers and None, as JSON has them.
_PLAIN = (str, int, float, bool, type(None))
_HEAD = {
    "format": ("U", 0),
    "version": ("int64", 0),
    "parameters": ("U", 0),
    "feature_names": ("U", 1),
}
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


class Savable(Estimator):
    """An estimator that saves its parameters and the attributes that its class lists."""

    # Name without the underscore -> (kind or dtype, a letter for each axis: k components, p features).
    _attributes: ClassVar[Mapping[str, tuple[str, str]]]

    def _check_parameters(self) -> None:
        """Refuse parameters with which ``fit`` would not begin."""
        raise NotImplementedError

    def save(self, file: _saved.Place) -> None:
        """Write the fitted model to an npz file, read again by :meth:`load`.

        It holds ``format``, ``version`` (1), ``parameters`` (as JSON), ``feature_names`` (empty if there
        are none), and each fitted attribute under its name without the underscore at the end.

        Parameters
        ----------
        file : path or binary file
            A path is used as it is: no ending is added.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        ValueError
            If a parameter or an attribute is not what :meth:`load` would take; nothing is written.
        """
        self._check_fitted("components_")
        names = getattr(self, "feature_names_in_", np.empty(0, "U1"))
        arrays: _saved.Arrays = {
            "format": np.array(self._format()),
            "version": np.array(VERSION, np.int64),
            "parameters": np.array(
                json.dumps({k: _plain(v) for k, v in self.get_params().items()})
            ),
            "feature_names": names.astype(np.str_),
        }
        for name, (dtype, _) in self._attributes.items():
            value = np.asarray(getattr(self, f"{name}_"))
            wanted = value.dtype if dtype == "f" else np.dtype(dtype)
            arrays[name] = np.ascontiguousarray(value, wanted).reshape(value.shape)
        self._check_saved(arrays)
        _saved.write(file, arrays)

    @classmethod
    def load(cls, file: _saved.Place) -> Self:
        """Read what :meth:`save` wrote. Every entry is checked, and nothing is executed.

        Parameters
        ----------
        file : path or binary file
            A file must be seekable.

        Returns
        -------
        Self
            A fitted model.

        Raises
        ------
        ValueError
            If the file is no saved model of this class, is damaged, or was written by a later version.
        OSError
            If a path cannot be read.
        """
        saved = _saved.read(file, [*_HEAD, *cls._attributes])
        cls._check_saved(saved)
        model = cls(**json.loads(str(saved["parameters"])))
        for name in cls._attributes:
            value = saved[name]
            setattr(model, f"{name}_", value if value.ndim else value.item())
        if len(saved["feature_names"]):
            model.feature_names_in_ = saved["feature_names"].astype(object)  # type: ignore[attr-defined]
        return model

    @classmethod
    def _format(cls) -> str:
        return f"mlmath_fast.models.{cls.__name__}"

    @classmethod
    def _check_saved(cls, saved: _saved.Arrays) -> None:
        """Refuse what is no fitted model, with a ValueError that says which entry, and why."""
        ndims = {name: (dtype, len(axes)) for name, (dtype, axes) in cls._attributes.items()}
        _saved.check(saved, {**_HEAD, **ndims})
        if str(saved["format"]) != cls._format():
            raise ValueError(
                f"not a saved {cls.__name__} model: format is {str(saved['format'])!r}"
            )
        if saved["version"] != VERSION:
            raise ValueError(f"saved by another version: layout {saved['version']}, want {VERSION}")
        parameters = _parameters(str(saved["parameters"]), list(cls().get_params()))
        try:
            cls(**parameters)._check_parameters()
        except TypeError as error:
            raise ValueError(f"not a valid model: {error}") from None
        sizes = {"k": saved["components"].shape[0], "p": saved["components"].shape[1]}
        for name, (dtype, axes) in cls._attributes.items():
            want = tuple(sizes[axis] for axis in axes)
            if saved[name].shape != want:
                raise ValueError(
                    f"not a valid model: {name} must have shape {want}, got {saved[name].shape}"
                )
            own = saved[name].dtype
            if dtype == "f" and (own not in (F32, F64) or own != saved["components"].dtype):
                raise ValueError(
                    f"not a valid model: {name} must be float32 or float64 as components is, got {own}"
                )
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
        if len(saved["feature_names"]) not in (0, sizes["p"]):
            raise ValueError(f"not a valid model: feature_names must be {sizes['p']} names or none")


def _plain(value: Any) -> Any:
    """NumPy's numbers as Python's."""
    return value.item() if isinstance(value, np.generic) else value


def _parameters(text: str, names: list[str]) -> dict[str, Any]:
    try:
        parameters = json.loads(text)
    # Nesting without end is a RecursionError.
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a valid model: parameters must be JSON: {error}") from None
    if not isinstance(parameters, dict) or list(parameters) != names:
        raise ValueError(f"not a valid model: parameters must be {names}")
    if not all(isinstance(value, _PLAIN) for value in parameters.values()):
        raise ValueError("not a valid model: parameters must be text, numbers or null")
    return parameters
