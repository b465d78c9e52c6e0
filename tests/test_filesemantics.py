"""What units say of a file, joined, and moved along with its edits."""

from __future__ import annotations

from migrate.model import Edit, Span
from migrate.tree.filesemantics import FileSemantics, Function, Kernel, Owner, Symbol, join

CUDA, USER = Symbol(Owner.CUDA), Symbol(Owner.USER)


def test_what_one_unit_knows_is_known() -> None:
    joined = join([FileSemantics({1: CUDA}), FileSemantics({1: Symbol(), 5: USER})])
    assert joined.names == {1: CUDA, 5: USER}
    assert joined.disputed == ()


def test_units_that_disagree_about_an_owner_leave_the_name_to_its_spelling() -> None:
    joined = join([FileSemantics({1: CUDA}), FileSemantics({1: USER})])
    assert joined.at(1).owner is None
    assert joined.disputed == (Span(1, 1),)


def test_a_disagreement_within_a_unit_stays_one() -> None:
    joined = join([FileSemantics({1: CUDA}, disputed=[Span(1, 1)]), FileSemantics({1: CUDA})])
    assert joined.at(1).owner is None


def test_types_and_values_are_what_all_agree_on() -> None:
    one, other = Symbol(None, ("int",), 32, 4), Symbol(None, ("int",), 64, 8)
    assert join([FileSemantics({0: one}), FileSemantics({0: other})]).at(0) == Symbol(
        None, ("int",)
    )


def test_a_function_is_for_the_device_if_one_unit_sees_it_so() -> None:
    host, device = Function(0, 9, False), Function(0, 9, True)
    joined = join([FileSemantics({}, [host]), FileSemantics({}, [device])])
    assert joined.in_device_function(4)
    assert not joined.in_device_function(9)


def test_the_innermost_function_counts() -> None:
    nested = FileSemantics({}, [Function(0, 100, True), Function(10, 20, False)])
    assert nested.in_device_function(5)
    assert not nested.in_device_function(15)


def test_meanings_move_with_edits() -> None:
    edits = [Edit(0, 0, b"ab"), Edit(4, 8, b"x"), Edit(10, 10, b"yz")]
    moved = FileSemantics({0: CUDA, 4: CUDA, 6: CUDA, 8: USER, 10: CUDA, 12: USER}).after(edits)
    assert moved.names == {2: CUDA, 7: USER, 11: CUDA, 13: USER}


def test_types_of_expressions_and_kernels_are_joined() -> None:
    one, other, both = Kernel("a", 64), Kernel("b"), Span(0, 4)
    first = FileSemantics(expressions={both: ("int",), Span(5, 6): ("int",)}, kernels={0: (one,)})
    second = FileSemantics(expressions={both: ("long",)}, kernels={0: (other, one)})
    for joined in (join([first, second]), join([first, second, first])):
        assert joined.expressions == {both: (), Span(5, 6): ("int",)}
        assert joined.kernels == {0: (one, other)}


def test_types_of_expressions_and_kernels_move_with_edits() -> None:
    edits = [Edit(2, 2, b"(void*)"), Edit(6, 9, b"hip"), Edit(12, 12, b")"), Edit(20, 24, b"~0")]
    before = FileSemantics(
        expressions={
            Span(2, 12): ("around",),  # what is inserted at its edges is not part of it
            Span(6, 12): ("renamed",),
            Span(7, 12): ("cut",),
            Span(20, 24): ("written anew",),
            Span(30, 31): ("behind",),
        },
        kernels={2: (Kernel("a"),), 7: (Kernel("b"),)},
    )
    moved = before.after(edits)
    assert moved.expressions == {
        Span(9, 19): ("around",),
        Span(13, 19): ("renamed",),
        Span(36, 37): ("behind",),
    }
    assert moved.kernels == {9: (Kernel("a"),)}
