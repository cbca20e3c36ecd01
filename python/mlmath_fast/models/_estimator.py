"""What estimators share: parameters as scikit-learn has them."""

import inspect
from typing import Any, Self


class NotFittedError(ValueError, AttributeError):
    """A method that needs fitted state was called before ``fit`` (scikit-learn's has these bases too)."""


class Estimator:
    """Keeps the arguments of ``__init__`` as attributes of the same names, and nothing else."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002 - scikit-learn passes it
        """The parameters by name.

        Parameters
        ----------
        deep : bool, default True
            Without effect: no parameter is an estimator.

        Returns
        -------
        dict
        """
        return {name: getattr(self, name) for name in _defaults(type(self))}

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name.

        Returns
        -------
        Self
            The estimator itself.

        Raises
        ------
        ValueError
            For a name that is no parameter; nothing is set then.
        """
        names = list(_defaults(type(self)))
        for name in params:
            if name not in names:
                raise ValueError(
                    f"Invalid parameter {name!r} for estimator {self}. Valid parameters are: {names}."
                )
        for name, value in params.items():
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        """The call that makes it; parameters that have their defaults are left out."""
        changed = [
            f"{name}={value!r}"
            for (name, value), default in zip(
                self.get_params().items(), _defaults(type(self)).values(), strict=True
            )
            if repr(value) != repr(default)
        ]
        return f"{type(self).__name__}({', '.join(changed)})"

    def _check_fitted(self, attribute: str) -> None:
        if not hasattr(self, attribute):
            raise NotFittedError(
                f"This {type(self).__name__} instance is not fitted yet. Call 'fit' with appropriate "
                "arguments before using this estimator."
            )


def _defaults(cls: type) -> dict[str, Any]:
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]  # type: ignore[misc]
    return {parameter.name: parameter.default for parameter in parameters}
