"""The random numbers of stochastic twins: NumPy's own Philox, and normals by an inverse of their own.

Word i of (seed, stream) is that of ``Philox(key=seed, counter=[0, stream, 0, 0])``: in block i // 4, of
which the counter is (i // 4 + 1, stream, 0, 0), for NumPy counts before it draws. The core computes the
same words, and the same numbers of them (``rust/core/src/simd/philox.rs``, ``normal.rs``).
"""

from typing import Any

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

# Wichura (1988), algorithm AS 241, PPND16: numerator and denominator, the highest power first.
CENTRE = (
    [
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.387132872796366608,
    ],
    [
        5.226495278852854561e3,
        2.8729085735721942674e4,
        3.930789580009271061e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.871870074920579083e2,
        4.2313330701600911252e1,
        1.0,
    ],
)
NEAR_TAIL = (
    [
        7.7454501427834140764e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258,
        3.64784832476320460504,
        5.76949722146069140550,
        4.63033784615654529590,
        1.42343711074968357734,
    ],
    [
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940,
        2.05319162663775882187,
        1.0,
    ],
)
FAR_TAIL = (
    [
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580,
        5.46378491116411436990,
        6.65790464350110377720,
    ],
    [
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ],
)

# Of (log((1 + s) / (1 - s)) / s - 2) / s^2 in powers of s^2, and ln 2 in two parts (simd/log.rs).
LOG_SERIES = [
    0.1479594831948716,
    0.1531405068080525,
    0.18183564321552453,
    0.22222198573260976,
    0.28571428742387023,
    0.3999999999941468,
    0.6666666666666734,
]
LN2_HIGH, LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10


def words(seed: int, stream: int, first: int, n: int) -> npt.NDArray[np.uint64]:
    """Words `first` to `first + n` of a stream."""
    block, begun = divmod(first, 4)
    raw: npt.NDArray[np.uint64] = np.random.Philox(
        key=seed, counter=np.array([block, stream, 0, 0], np.uint64)
    ).random_raw(begun + n)
    return raw[begun:]


def uniforms(seed: int, stream: int, first: int, n: int) -> F64:
    """``(word >> 11) 2^-53``, in [0, 1)."""
    whole = (words(seed, stream, first, n) >> np.uint64(11)).astype(np.float64)
    return whole * 2.0**-53


def normals(seed: int, stream: int, first: int, n: int) -> F64:
    """The inverse of the normal distribution function at ``((word >> 12) + 1/2) 2^-52``."""
    whole = (words(seed, stream, first, n) >> np.uint64(12)).astype(np.float64)
    return normal_quantile((whole + 0.5) * 2.0**-52)


def normal_quantile(p: F64) -> F64:
    """The z with probability p below it."""
    q = p - 0.5
    r = np.sqrt(-_log(np.minimum(p, 1 - p)))
    tail = np.where(r <= 5, _quotient(NEAR_TAIL, r - 1.6), _quotient(FAR_TAIL, r - 5))
    central = q * _quotient(CENTRE, 0.425 * 0.425 - q * q)
    z: F64 = np.where(np.abs(q) <= 0.425, central, np.copysign(tail, q))
    return z


def _log(x: F64) -> Any:
    """NumPy's logarithm has not the same last bits on every machine: fdlibm's, as in the core."""
    m, k = np.frexp(x)
    low = m < np.sqrt(0.5)
    m, k = np.where(low, 2 * m, m), k - low
    f = m - 1
    s = f / (f + 2)
    half_square = f * 0.5 * f
    correction = s * (half_square + np.polyval(LOG_SERIES, s * s) * (s * s)) + k * LN2_LOW
    return k * LN2_HIGH + (f - (half_square - correction))


def _quotient(polynomials: tuple[list[float], list[float]], x: F64) -> Any:
    above, below = polynomials
    return np.polyval(above, x) / np.polyval(below, x)
