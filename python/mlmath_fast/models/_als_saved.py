"""How the model ALS is written and read: one entry of an npz archive a parameter and a fitted array."""

from typing import Self, cast

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import integer
from mlmath_fast._random import seed_of
from mlmath_fast.factorization.implicit import Loss, Solver
from mlmath_fast.models import _als_layout, _saved
from mlmath_fast.models._recommender import Recommender


class SavableALS(Recommender):
    """What ALS holds, and its files."""

    losses_: npt.NDArray[np.float64]

    def __init__(
        self,
        n_components: int = 64,
        *,
        loss: Loss = "original",
        alpha: float = 1.0,
        l2: float = 0.01,
        alpha0: float = 0.1,
        nu: float = 1.0,
        solver: Solver = "auto",
        n_iter: int = 15,
        tol: float = 0.0,
        seed: int = 0,
        dtype: npt.DTypeLike = "float32",
    ) -> None:
        self.n_components = n_components
        self.loss = loss
        self.alpha = alpha
        self.l2 = l2
        self.alpha0 = alpha0
        self.nu = nu
        self.solver = solver
        self.n_iter = n_iter
        self.tol = tol
        self.seed = seed
        self.dtype = dtype

    def save(self, file: _saved.Place) -> None:
        """Write the fitted model as one npz archive.

        Entries of version 2: ``format`` ("mlmath_fast.models.ALS"), ``version``, the parameters
        ``n_components, loss, alpha, l2, alpha0, nu, solver, n_iter, tol, seed, dtype`` as 0-d arrays, and
        ``user_factors``, ``item_factors``, ``losses``.

        Parameters
        ----------
        file : path or binary file
            A path is used as it is: no ending is added.

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.
        TypeError, ValueError
            If a parameter, changed since, is not what :meth:`load` would take; nothing is written.
        """
        self._check_fitted("user_factors_")
        arrays: _saved.Arrays = {
            "format": np.array(_als_layout.FORMAT),
            "version": np.array(_als_layout.VERSION, np.int64),
            "n_components": np.array(
                integer(self.n_components, "n_components", minimum=1), np.int64
            ),
            "loss": np.array(self.loss),
            "alpha": np.array(self.alpha, np.float64),
            "l2": np.array(self.l2, np.float64),
            "alpha0": np.array(self.alpha0, np.float64),
            "nu": np.array(self.nu, np.float64),
            "solver": np.array(self.solver),
            "tol": np.array(self.tol, np.float64),
            "n_iter": np.array(integer(self.n_iter, "n_iter", minimum=1), np.int64),
            "seed": np.array(seed_of(self.seed), np.uint64),
            "dtype": np.array(np.dtype(self.dtype).name),
            "user_factors": np.ascontiguousarray(self.user_factors_),
            "item_factors": np.ascontiguousarray(self.item_factors_),
            "losses": self.losses_,
        }
        _als_layout.check(arrays)
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
        ALS
            A fitted model.

        Raises
        ------
        ValueError
            If the file is no saved ALS model, is damaged, or was written by a later version.
        OSError
            If a path cannot be read.
        """
        saved = _saved.read(file, _als_layout.LAYOUT)
        _als_layout.check(saved)
        model = cls(
            int(saved["n_components"]),
            loss=cast("Loss", str(saved["loss"])),
            alpha=float(saved["alpha"]),
            l2=float(saved["l2"]),
            alpha0=float(saved["alpha0"]),
            nu=float(saved["nu"]),
            solver=cast("Solver", str(saved["solver"])),
            n_iter=int(saved["n_iter"]),
            tol=float(saved["tol"]),
            seed=int(saved["seed"]),
            dtype=str(saved["dtype"]),
        )
        model.user_factors_ = saved["user_factors"]
        model.item_factors_ = saved["item_factors"]
        model.losses_ = saved["losses"]
        return model
