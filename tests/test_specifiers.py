"""Macros of a project's own before a function: where it runs, as far as the file says."""

from __future__ import annotations

import pytest

from migrate.tree.macros import Macro, Macros
from migrate.tree.specifiers import Specifiers


def marks(**bodies: str) -> Specifiers:
    return Specifiers(Macros({name: Macro(bodies=(body,)) for name, body in bodies.items()}))


FILES = marks(DEV="__device__", FN="DEV inline", ANY_FN="__host__ __device__", A="B", B="A")


@pytest.mark.parametrize("head", [b"DEV float ", b"static FN float ", b"ANY_FN ", b"XX_DEVICE "])
def test_a_macro_marks_a_function_of_the_device(head: bytes) -> None:
    assert FILES.on_device(head)


@pytest.mark.parametrize("head", [b"float ", b"A float ", b"static inline OTHER_FN "])
def test_another_word_does_not(head: bytes) -> None:
    assert not FILES.on_device(head)


@pytest.mark.parametrize(
    "head",
    [
        b"Tracker::Tracker(int n)\n  : Base(n, MEMORY_DEVICE), size(sizeof(KERNEL_T)) ",
        b"void open(int KERNEL_SIZE, int d = DEFAULT_DEVICE) const ",
        b"template <int KERNEL_SIZE, class T = List<DEVICE>> void run(T x) ",
        b"static void RUN_KERNEL(int n) noexcept ",
        b"int mark::LAUNCH_KERNEL(int (*f)(int)) ",
    ],
)
def test_what_only_looks_like_a_mark_in_brackets_or_as_a_name_is_none(head: bytes) -> None:
    assert not FILES.on_device(head)


@pytest.mark.parametrize(
    "head",
    [
        b"template <int N> XX_DEVICE void run(int n) ",
        b"MY_KERNEL(256) run(int n) ",
        b"XX_DEVICE Point(int n) : x(n) ",
        b"WRAPPED(__global__ void) run(int n) ",
    ],
)
def test_a_mark_stands_before_brackets(head: bytes) -> None:
    assert FILES.on_device(head)


def test_both_sides_are_told_from_one() -> None:
    assert FILES.on_both(b"ANY_FN float ")
    assert not FILES.on_both(b"DEV float ")


def test_a_macro_of_another_file_may_mark() -> None:
    assert FILES.may_be(b"OTHER_FN float ")
    assert not FILES.may_be(b"static float ")
    assert not marks(API_EXPORT='extern "C"').may_be(b"API_EXPORT float ")
    assert marks(API_EXPORT="OTHER_FN").may_be(b"API_EXPORT float ")
