"""Cases and errors of matmul and gram."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Call, Failure, call

Array = npt.NDArray[Any]

# Rows and columns of the register tiles at the SIMD levels.
TILE_ROWS = (6, 8)
TILE_COLUMNS = (4, 8, 16, 24, 48)
# k of a packed panel.
DEPTH = 512
# Rows of a task of a packed product, of its small tasks; columns packed at once.
ROWS, SMALL_ROWS, COLUMNS = 96, 24, 2048
# Lanes of a vector product, its rows at once, and the k of a task.
LANES, VECTOR_ROWS, VECTOR_DEPTH = (4, 8, 16), 128, 1 << 14
# Elements of the matrix in such a task; bytes of B that are read where they lie; multiply-adds of the
# small products of a stack in a task.
VECTOR_CHUNK, DIRECT, STACK_CHUNK = 1 << 16, 3 << 19, 1 << 20
# Gram: rows of a block, columns from which on the result is divided, its rows in a task, chunks.
BLOCKS, WIDE, BAND, CHUNK = (128, 256), 512, 48, 1024


def _unit(rng: Generator, *shape: int, axis: int = -1, dtype: type = np.float64) -> Array:
    """Vectors of norm 1 along an axis: errors of products are then absolute."""
    x = rng.standard_normal(shape)
    result: Array = (x / np.linalg.norm(x, axis=axis, keepdims=True)).astype(dtype)
    return result


def matmul_cases(rng: Generator) -> Iterator[Call]:
    """Sizes around every tile and block, vectors, stacks, what is not finite."""
    for dtype in (np.float64, np.float32):
        name = dtype.__name__

        def pair(m: int, k: int, n: int, dtype: type = dtype) -> tuple[Array, Array]:
            a = _unit(rng, m, k, dtype=dtype) if k else np.ones((m, 0), dtype)
            return a, _unit(rng, k, n, axis=0, dtype=dtype) if k else np.ones((0, n), dtype)

        for m in straddle(*TILE_ROWS, SMALL_ROWS):
            yield call(f"{m} rows {name}", *pair(m, 5, 30))
        for n in straddle(*TILE_COLUMNS):
            yield call(f"{n} columns {name}", *pair(9, 7, n))
        for k in straddle(DEPTH, 2 * DEPTH):
            yield call(f"{k} products {name}", *pair(19, k, 35))
        for m, n in ((ROWS * 16 + 1, 50), (97, 53), (33, 321)):
            yield call(f"packed ({m}, {DEPTH + 3}, {n}) {name}", *pair(m, DEPTH + 3, n))
        for n in straddle(COLUMNS):
            yield call(f"{n} columns, packed {name}", *pair(7, DEPTH + 1, n))
        a, b = pair(41, DEPTH + 50, 67)
        yield call(f"transposes {name}", a.T.copy().T, b.T.copy().T)
        yield call(f"a small transpose {name}", pair(20, 30, 25)[0], pair(20, 30, 25)[1].T.copy().T)
        for k in (1, *straddle(*LANES)):
            yield call(f"a vector of {k} {name}", *pair(7, k, 1))
        for m in straddle(VECTOR_ROWS):
            yield call(
                f"{m} rows times a vector {name}", pair(m, 50, 1)[0], pair(1, 50, 1)[1][:, 0]
            )
            yield call(
                f"a vector times {m} columns {name}", pair(1, 50, 1)[0][0], pair(1, 50, m)[1]
            )
        # Several tasks of rows, the last of them short.
        tall = VECTOR_CHUNK // 50 // VECTOR_ROWS * VECTOR_ROWS + VECTOR_ROWS + 1
        yield call(f"{tall} rows times a vector {name}", *pair(tall, 50, 1))
        # More rows than tasks of the small products; B around what is read where it lies.
        yield call(f"{8 * ROWS + 1} rows {name}", *pair(8 * ROWS + 1, 5, 30))
        n = 3200 // np.dtype(dtype).itemsize
        for k in straddle(DIRECT // 3200):
            yield call(f"{k} x {n} of B {name}", *pair(9, k, n))
        # Rows of B shorter than a vector, and small turned factors.
        for n in (2, 3, 5, 7):
            yield call(f"thin ({n}) {name}", *pair(8 * SMALL_ROWS + 1, 5, n))
        a, b = pair(203, 20, 10)
        yield call(f"thin, turned {name}", a, b.T.copy().T)
        yield call(f"thin, by columns {name}", a.T.copy().T, b[:, :3])
        for n in (2, 4):
            tiny = _unit(rng, 31, n, n, dtype=dtype)
            yield call(f"a stack of {n} x {n} {name}", tiny, tiny[::-1])
            yield call(f"a stack of {n} x {n}, turned {name}", tiny, tiny.transpose(0, 2, 1))
        for k in straddle(VECTOR_DEPTH):
            yield call(f"inner product of {k} {name}", pair(1, k, 1)[0][0], pair(1, k, 1)[1][:, 0])
            yield call(f"three of {k} {name}", *pair(3, k, 1))
        for shape in ((0, 3, 4), (3, 0, 4), (3, 4, 0), (0, 0, 0), (1, 0, 1)):
            yield call(f"{shape} {name}", *pair(*shape))
        yield call(f"zeros {name}", np.zeros((9, 9), dtype), np.zeros((9, 9), dtype))
        a, b = pair(30, 40, 50)
        a[3, 4], a[5, 6], b[7, 8], b[7, 9] = np.nan, np.inf, np.inf, -np.inf
        yield call(f"NaN and Inf {name}", a, b)
        stack = np.stack([pair(3, 4, 5)[0] for _ in range(6)])
        yield call(f"a stack times a matrix {name}", stack, pair(3, 4, 5)[1])
        yield call(f"a stack times a vector {name}", stack, pair(3, 4, 1)[1][:, 0])
        yield call(f"a vector times a stack {name}", pair(1, 3, 1)[0][0], stack)
        yield call(f"broadcast {name}", stack.reshape(2, 3, 1, 3, 4), np.stack([stack[0].T] * 5))
        yield call(f"an empty stack {name}", stack[:0], pair(3, 4, 5)[1])
        count = STACK_CHUNK // 16**3 + 44
        several = _unit(rng, count, 16, 16, dtype=dtype)
        yield call(f"a stack of several tasks {name}", several, several[0].T)
        large = _unit(rng, 3, 40, DEPTH + 1, dtype=dtype)
        yield call(f"a stack of packed products {name}", large, large[0].T)
    yield call("float32 with float64", _unit(rng, 3, 4, dtype=np.float32), _unit(rng, 4, 5, axis=0))
    yield call("overflow", np.full((9, 9), 1e200), np.full((9, 9), 1e200))
    yield call("integers become float64", np.arange(12).reshape(3, 4), np.arange(8).reshape(4, 2))
    yield call("lists", [[1.0, 2.0]], [[3.0], [4.0]])


def matmul_errors() -> list[Failure]:
    """Shapes that do not fit."""
    x = np.ones((2, 3))
    inner = "number of columns of a must be that of rows of b"
    return [
        Failure(call=call("inner sizes", x, x), error=ValueError, match=inner),
        Failure(call=call("inner sizes, vector", x, np.ones(2)), error=ValueError, match=inner),
        Failure(
            call=call("inner sizes, empty", np.ones((0, 3)), np.ones((2, 0))),
            error=ValueError,
            match=inner,
        ),
        Failure(call=call("two vectors", x[0], x[:, 0]), error=ValueError, match="same length"),
        Failure(call=call("a scalar", 2.0, x), error=ValueError, match="at least one dimension"),
        Failure(call=call("a scalar b", x, 2.0), error=ValueError, match="at least one dimension"),
        Failure(
            call=call("stacks", np.ones((2, 3, 3)), np.ones((4, 3, 3))),
            error=ValueError,
            match="broadcast",
        ),
        Failure(call=call("complex", x * 1j, x.T), error=TypeError, match="Complex data"),
        Failure(call=call("text", [["a"]], x), error=TypeError, match="arrays of bytes/strings"),
    ]


def gram_cases(rng: Generator) -> Iterator[Call]:
    """Rows and columns around every block, both ways of dividing the work, weights, large means."""
    for dtype in (np.float64, np.float32):
        name = dtype.__name__

        def rows(n: int, p: int, dtype: type = dtype) -> Array:
            return _unit(rng, n, p, axis=0, dtype=dtype)

        for n in (1, *straddle(*BLOCKS, CHUNK)):
            yield call(f"{n} rows {name}", rows(n, 7))
            yield call(
                f"{n} rows, centred and weighted {name}",
                rows(n, 7),
                center=True,
                weights=rng.random(n),
            )
        for p in (1, *straddle(*TILE_ROWS, *TILE_COLUMNS, BAND)):
            yield call(f"{p} columns {name}", rows(50, p))
            yield call(f"{p} columns, centred {name}", rows(50, p), center=True)
        for p in straddle(WIDE):
            yield call(f"{p} columns {name}", rows(300, p))
            yield call(
                f"{p} columns, centred and weighted {name}",
                rows(300, p),
                center=True,
                weights=rng.random(300),
            )
        yield call(f"many chunks {name}", rows(20_000, 5), center=True)
        yield call(f"by columns {name}", rows(60, 300).T.copy().T, center=True)
        yield call(f"no rows {name}", np.ones((0, 3), dtype), center=True)
        yield call(f"no columns {name}", np.ones((3, 0), dtype))
        yield call(f"zeros {name}", np.zeros((9, 9), dtype))
        yield call(f"no weight {name}", rows(9, 3), center=True, weights=np.zeros(9))
        yield call(f"a constant {name}", np.full((300, 3), 0.1, dtype), center=True)
        yield call(f"large means {name}", (rows(400, 9) + 1e3).astype(dtype), center=True)
        x = rows(200, 30)
        x[3, 4], x[5, 6] = np.nan, np.inf
        yield call(f"NaN and Inf {name}", x)
        yield call(f"NaN and Inf, centred {name}", x, center=True)
    yield call("overflow", np.full((3, 3), 1e200))
    yield call("weights in a list", rng.random((3, 2)), weights=[1, 2, 3])
    yield call("integers become float64", np.arange(12).reshape(4, 3))
    yield call("lists", [[1.0, 2.0], [3.0, 4.0]], center=True)


def gram_errors() -> list[Failure]:
    """Shapes and weights."""
    x = np.ones((3, 2))
    bad = "weights must be finite and not negative, got"
    return [
        Failure(call=call("a vector", x[0]), error=ValueError, match="Expected 2D array"),
        Failure(call=call("a stack", x[None]), error=ValueError, match="Expected 2D array"),
        Failure(
            call=call("too few weights", x, weights=[1.0, 2.0]),
            error=ValueError,
            match="one element for each of the 3 rows, got 2",
        ),
        Failure(
            call=call("negative", x, weights=[1.0, -2.0, 1.0]),
            error=ValueError,
            match=rf"{bad} -2 at \[1\]",
        ),
        Failure(call=call("NaN", x, weights=[1, 2, np.nan]), error=ValueError, match=f"{bad} NaN"),
        Failure(call=call("Inf", x, weights=[np.inf, 1, 2]), error=ValueError, match=f"{bad} inf"),
        Failure(call=call("2-D weights", x, weights=x), error=ValueError, match="Expected 1D"),
        Failure(call=call("complex", x * 1j), error=TypeError, match="Complex data"),
    ]
