"""The row: everything the house knows of one kernel, from which its checks are generated."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.random import Generator


@dataclass(frozen=True, kw_only=True)
class Call:
    """Arguments of one call, with a label that says what is special about them."""

    label: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def with_own_out(self) -> "Call":
        """The same call with an ``out`` of its own: two functions must not fill one array."""
        if "out" not in self.kwargs:
            return self
        own = np.zeros_like(self.kwargs["out"])
        return replace(self, kwargs={**self.kwargs, "out": own})


def call(label: str, /, *args: Any, **kwargs: Any) -> Call:
    """``call("zeros", x, bins=3)``: reads like the call it stands for."""
    return Call(label=label, args=args, kwargs=kwargs)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A call that must be refused: with this exception and a message that matches this pattern."""

    call: Call
    error: type[Exception]
    match: str


@dataclass(frozen=True, kw_only=True)
class Law:
    """A property that holds of the fast function and of its twin alike.

    ``check(function, rng)`` raises AssertionError where it does not.
    """

    name: str
    check: Callable[[Callable[..., Any], Generator], None]


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """``|fast - twin| <= atol + rtol |twin|``, elementwise. 0 and 0 mean bit-equal."""

    rtol: float
    atol: float = 0.0


EXACT = Tolerance(rtol=0.0)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What the mathematics of one call needs at least: sets the machine's limit."""

    flops: float = 0.0
    bytes: float = 0.0
    transcendentals: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Bench:
    """One line of ``compare``: a size or a real data set. ``make`` builds the arguments when needed.

    ``make`` may raise :class:`mlmath_fast.compare.data.DataMissing`. ``smoke`` marks the smallest
    case, which tests run once; ``quick`` the cases that ``compare --quick`` keeps.
    """

    label: str
    make: Callable[[], Call]
    smoke: bool = False
    quick: bool = False


@dataclass(frozen=True, kw_only=True)
class Kernel:
    """One kernel. At most 12 fields, for ever; a new field needs two kernels that use it."""

    fast: Callable[..., Any]
    reference: Callable[..., Any]
    # Small inputs for parity, layout, dtype and thread checks; sizes straddle the kernel's blocks.
    cases: Callable[[Generator], Iterator[Call]]
    bench: Callable[[Generator], Iterator[Bench]]
    errors: Sequence[Failure]
    # An empty list needs a comment that says why there is no law.
    laws: Sequence[Law]
    # By dtype of the result: {"float64": Tolerance(...), "float32": Tolerance(...)}.
    tol: Mapping[str, Tolerance]
    # Cost of a bench call, from its arguments.
    cost: Callable[[Call], Cost]
    # Name -> callable of the same arguments, importing its package inside: resolved by benches only.
    # It returns what the fast function returns, or the part that `canon` makes comparable.
    rivals: Mapping[str, Callable[..., Any]]
    # Removes legitimate freedom (signs, order) from a result before it is compared.
    canon: Callable[[Any], Any] | None = None
    # Of the call, our result and a rival's, where both are approximations that need not agree: raises
    # AssertionError unless ours is as good and theirs a result at all.
    as_good: Callable[[Call, Any, Any], None] | None = None
    # The twin takes minutes at bench sizes: `compare` times it on the smallest case alone.
    slow_reference: bool = False

    @property
    def topic(self) -> str:
        """The module or package the function lives in: ``histogram``."""
        return self.fast.__module__.split(".")[1]

    @property
    def name(self) -> str:
        """The full name: ``histogram.histogram``."""
        return f"{self.topic}.{self.fast.__name__}"
