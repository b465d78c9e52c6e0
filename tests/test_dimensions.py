"""The sizes of grids and blocks, as far as a function says them."""

from __future__ import annotations

import pytest

from migrate.text.syntax import parse
from migrate.values.dimensions import Sizes
from migrate.values.facts import Facts
from tests.porting import scanned

SIZES: dict[str, Sizes] = {
    "256": (256, 1, 1),
    "kThreads * 2": (256, 1, 1),
    "n": (None, None, None),
    "dim3(32, 8)": (32, 8, 1),
    "dim3{32, 8, 2}": (32, 8, 2),
    "::dim3(n, 4)": (None, 4, 1),
    "{kThreads, f(1, 2)}": (128, None, 1),
    "dim3()": (1, 1, 1),
    "made": (32, 8, 1),
    "named": (128, 2, 1),
    "copied": (16, 4, 1),
    "braces": (64, 1, 1),
    "number": (512, 1, 1),
    "once": (512, 1, 1),
    "of_once": (512, 2, 1),
    "twice": (None, None, None),
    "counted": (None, None, None),
    "in_part": (None, None, None),
    "passed": (None, None, None),
    "pointed": (None, None, None),
    "empty": (None, None, None),
    "parameter": (None, None, None),
    "read": (64, 1, 1),
}
SOURCE = """
constexpr int kThreads = 128;
void f(int n, dim3 parameter) {
    dim3 made(32, 8), empty;
    const dim3 named(kThreads, 2);
    dim3 copied = dim3(16, 4), braces = {64}, number = 512;
    int once = 512, twice = 64;
    dim3 of_once(once, 2);
    if (n) twice = 128;
    int counted = 32; counted++;
    dim3 in_part(32, 8); in_part.y = n;
    dim3 passed(32, 8); change(passed);
    dim3 pointed(32, 8); change(&pointed);
    dim3 read(64); printf("%d", read.x); cudaLaunchKernel(k, 1, read, args);
    kernel<<<1, read>>>(n);
    kernel<<<1, @>>>(n);
}
"""


@pytest.mark.parametrize(("written", "sizes"), SIZES.items(), ids=SIZES)
def test_sizes(written: str, sizes: Sizes) -> None:
    source = SOURCE.replace("@", written)
    seen = scanned(source)
    assert seen is not None
    tree, at = parse(source.encode()), source.rindex(written)
    _, leaf = tree.leaf(at, at + 1)
    span = type(tree.span(leaf))(at, at + len(written))
    facts = Facts(seen)
    assert tuple(facts.integers.part(tree, span, part) for part in "xyz") == sizes
    threads = facts.integers.part(tree, span, "threads")
    known = [size for size in sizes if size is not None]
    assert (threads is None) is (len(known) < 3)
    if threads is not None:
        assert threads == known[0] * known[1] * known[2]
