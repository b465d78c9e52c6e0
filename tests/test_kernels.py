"""The kernels of a file, by their names."""

from __future__ import annotations

import pytest

from migrate.text.lexer import integer
from migrate.tree.filesemantics import Kernel
from migrate.values.kernels import defined, named

CODE = b"""
__global__ void plain(float *x) { x[0] = 1; }
__global__ void __launch_bounds__(256, 2) bound(float *x, int (*f)(int)) {}
template <class T> __launch_bounds__((512)) __global__ void made(T *x) {}
static __global__ __launch_bounds__(N) void unknown() {}
__global__ void twice(int) {}
__global__ void twice(float) {}
__global__ void declared(float *x);
__device__ void none(int) {}
"""


def test_what_a_file_defines() -> None:
    found = defined(CODE, lambda text, _: integer(text.strip("() ")))
    assert dict(found) == {
        "plain": Kernel("plain"),
        "bound": Kernel("bound", 256),
        "made": Kernel("made"),  # the bounds stand before the mark
        "unknown": Kernel("unknown"),
    }


@pytest.mark.parametrize(
    ("expression", "is_named"),
    [("bound", True), ("ours::bound", True), ("bound<float, 4>", True), ("f(bound)", False)],
)
def test_a_kernel_is_named(expression: str, is_named: bool) -> None:
    kernel = Kernel("bound", 256)
    assert named(expression, {"bound": kernel}) == ((kernel,) if is_named else ())
