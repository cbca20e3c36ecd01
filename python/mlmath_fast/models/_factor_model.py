"""How factor models are saved: parameters as text, fitted attributes as arrays, all checked."""

import json
from collections.abc import Mapping
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import F32, F64
from mlmath_fast.models import _saved
from mlmath_fast.models._recommender import Recommender
from mlmath_fast.models._savable import _parameters, _plain

VERSION = 1
_HEAD = {"format": ("U", 0), "version": ("int64", 0), "parameters": ("U", 0)}


class FactorModel(Recommender):
    """A fitted model with ``user_factors_`` and ``item_factors_``, and perhaps more arrays."""

    # Name without the underscore -> (kind or dtype, a letter for each axis: users, items, k, sweeps).
    _attributes: ClassVar[Mapping[str, tuple[str, str]]]

    dtype: npt.DTypeLike

    def _check_parameters(self) -> None:
        """Refuse parameters with which ``fit`` would not begin."""
        raise NotImplementedError

    def save(self, file: _saved.Place) -> None:
        """Write the fitted model to an npz file, read again by :meth:`load`.

        It holds ``format``, ``version`` (1), ``parameters`` (as JSON), and each fitted attribute under
        its name without the underscore at the end.

        Parameters
        ----------
        file : path or binary file
            A path is used as it is: no ending is added.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        TypeError, ValueError
            If a parameter or an attribute is not what :meth:`load` would take; nothing is written.
        """
        self._check_fitted("user_factors_")
        self._check_parameters()
        parameters = {name: _plain(value) for name, value in self.get_params().items()}
        parameters["dtype"] = np.dtype(self.dtype).name
        arrays: _saved.Arrays = {
            "format": np.array(self._format()),
            "version": np.array(VERSION, np.int64),
            "parameters": np.array(json.dumps(parameters)),
        }
        for name in self._attributes:
            value = np.asarray(getattr(self, f"{name}_"))
            arrays[name] = value if value.flags.c_contiguous else value.copy()
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
        except (TypeError, ValueError) as error:
            raise ValueError(f"not a valid model: {error}") from None
        # Parameters may have been set anew since the fit: they say nothing about the fitted arrays.
        sizes: dict[str, int] = {}
        dtype = saved["user_factors"].dtype
        for name, (kind, axes) in cls._attributes.items():
            shape = saved[name].shape
            want = tuple(sizes.setdefault(axis, n) for axis, n in zip(axes, shape, strict=True))
            if shape != want:
                raise ValueError(f"not a valid model: {name} must have shape {want}, got {shape}")
            if kind == "f" and (saved[name].dtype not in (F32, F64) or saved[name].dtype != dtype):
                raise ValueError(
                    f"not a valid model: {name} must be float32 or float64 as user_factors is, "
                    f"got {saved[name].dtype}"
                )
        if sizes["k"] == 0 or sizes["s"] == 0:
            raise ValueError("not a valid model: it must have a factor and a sweep at least")
