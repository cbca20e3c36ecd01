"""Generated from rows: the laws hold of the fast function and of its twin."""

import pytest

from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs._spec import Kernel, Law
from tests.support import KERNELS

LAWS = [
    pytest.param(kernel, law, id=f"{name}[{law.name}]")
    for name, kernel in KERNELS.items()
    for law in kernel.laws
]


@pytest.mark.parametrize("which", ["fast", "reference"])
@pytest.mark.parametrize(("kernel", "law"), LAWS)
def test_law_holds(kernel: Kernel, law: Law, which: str) -> None:
    law.check(getattr(kernel, which), rng_of(kernel.name, law.name))
