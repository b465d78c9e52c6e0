"""Conditions: what is known of them when only the target's macros are, and what stays untouched."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.text.conditions import Branches, branches, evaluate
from migrate.text.guards import Guards
from migrate.text.lexer import directives, trivia

GUARDS = Guards(["USE_ROCM", "__HIP__", "*_USE_HIP"])

# A condition, and its truth with the target's macros defined and without (None: not known).
TRUTHS = {
    "USE_ROCM": (True, False),
    "defined(USE_ROCM)": (True, False),
    "defined USE_ROCM": (True, False),
    "! defined ( USE_ROCM )": (False, True),
    "!USE_ROCM": (False, True),
    "!!USE_ROCM": (True, False),
    "GGML_USE_HIP": (True, False),
    "GGML_USE_HIPX": (None, None),
    "OTHER": (None, None),
    "!OTHER": (None, None),
    "0": (None, None),
    "": (None, None),
    "USE_ROCM && OTHER": (None, False),
    "OTHER && USE_ROCM": (None, False),
    "USE_ROCM || OTHER": (True, None),
    "!USE_ROCM && OTHER": (False, None),
    "!(USE_ROCM || OTHER)": (False, None),
    "!(USE_ROCM && OTHER)": (None, True),
    "defined(USE_ROCM) || defined(__HIP__)": (True, False),
    "OTHER || USE_ROCM && MORE": (None, None),
    "(OTHER || USE_ROCM) && __HIP__": (True, False),
    "USE_ROCM == 1": (None, False),
    "__HIP__ > 3 || OTHER": (None, None),
    "OTHER == USE_ROCM": (None, None),
    "OTHER >= 700 && !defined(USE_ROCM)": (False, None),
    "VERSION(1, 2) && !USE_ROCM": (False, None),
    "(((USE_ROCM": (True, False),
    "USE_ROCM)))": (True, False),
    "&& ||": (None, None),
    "defined": (None, None),
    "defined(": (None, None),
    "OTHER ? USE_ROCM : 0": (None, False),
}


@pytest.mark.parametrize(("condition", "truths"), TRUTHS.items(), ids=TRUTHS.keys())
def test_truth(condition: str, truths: tuple[bool | None, bool | None]) -> None:
    assert tuple(evaluate(condition, GUARDS, value) for value in (True, False)) == truths


NAMES = ("USE_ROCM", "A", "B")
CONDITIONS = st.recursive(
    st.sampled_from([*NAMES, *(f"defined({name})" for name in NAMES)]),
    lambda inner: (
        st.builds("!({})".format, inner)
        | st.builds("({} && {})".format, inner, inner)
        | st.builds("{} || {}".format, inner, inner)
        | st.builds("{} && {}".format, inner, inner)
    ),
    max_leaves=6,
)


def holds(condition: str, defined: dict[str, bool]) -> bool:
    """What a preprocessor makes of it."""
    text = condition.replace("defined", "").replace("&&", " and ").replace("||", " or ")
    return bool(eval(text.replace("!", " not "), {}, defined))


@given(CONDITIONS, st.booleans())
def test_what_is_known_is_so_whatever_else_is_defined(condition: str, guard: bool) -> None:
    known = evaluate(condition, GUARDS, guard)
    for a, b in product([True, False], repeat=2):
        actual = holds(condition, {"USE_ROCM": guard, "A": a, "B": b})
        assert known is None or known is actual


@pytest.mark.parametrize(
    "condition",
    ["(" * 3000 + "A" + ")" * 3000, "(" * 399, "!" * 399 + "A", "!(" * 199, "A || " * 3000 + "A"],
    ids=["parentheses", "open", "negations", "both", "long"],
)
def test_a_condition_beyond_reason_is_not_known(condition: str) -> None:
    assert evaluate(condition, GUARDS, True) is None


def divided(text: str) -> Branches:
    data = text.encode()
    return branches(data, directives(data, trivia(data).both).items, GUARDS)


# Every line with an x stands under the condition behind it; ! marks what is left alone.
FILES = {
    "none": "x:",
    "ifdef": "#ifdef A\nx:defined(A)\n#else\nx:!(defined(A))\n#endif\nx:",
    "ifndef": "#ifndef A\nx:!defined(A)\n#endif\nx:",
    "elif": "#if A\nx:A\n#elif B\nx:B\n#else\nx:!(A) && !(B)\n#endif",
    "elifdef": "#if A\n#elifdef B\nx:defined(B)\n#elifndef C\nx:!defined(C)\n#endif",
    "nested": "#if A\n#if B\nx:A && B\n#endif\nx:A\n#endif\nx:",
    "nested-or": "#if A || B\n#if C\nx:(A || B) && C\n#endif\nx:A || B\n#endif",
    "target": "#ifdef USE_ROCM\nx!defined(USE_ROCM)\n#else\nx!!(defined(USE_ROCM))\n#endif\nx:",
    "not-target": "#ifndef USE_ROCM\nx!!defined(USE_ROCM)\n#endif\nx:",
    "target-version": "#if defined(USE_ROCM) && A\nx!defined(USE_ROCM) && A\n#else\n"
    "x:!(defined(USE_ROCM) && A)\n#endif",
    "either": "#if USE_ROCM || A\nx:USE_ROCM || A\n#else\nx!!(USE_ROCM || A)\n#endif",
    "elif-after-target": (
        "#ifdef USE_ROCM\n#elif A\nx!A\n#else\nx!!(defined(USE_ROCM)) && !(A)\n#endif"
    ),
    "target-after-other": (
        "#if A\nx!A\n#elif USE_ROCM\nx!USE_ROCM\n#else\nx!!(A) && !(USE_ROCM)\n#endif"
    ),
    "inside-target": "#ifdef USE_ROCM\n#if A\nx!defined(USE_ROCM) && A\n#endif\n#endif\nx:",
    "target-inside": "#if A\n#ifdef USE_ROCM\nx!A && defined(USE_ROCM)\n#endif\nx:A\n#endif",
    "comments": "#if /* a */ A // b\nx:A\n#endif",
    "goes-on": "#if A && \\\n  B\nx:A && B\n#endif",
    "ifdef-with-more": "#ifdef A // why\nx:defined(A)\n#endif B",
    "never-closed": "#if A\nx:A",
    "closed-too-often": "#endif\nx:\n#else\nx:\n#elif A\nx:\n#if B\nx:B\n#endif",
    "two-elses": "#if A\n#else\nx:!(A)\n#else\n#endif\nx:",
    "null-directives": "#\n#if A\n#\nx:A\n#pragma once\n#endif",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
def test_branches(text: str) -> None:
    found = divided(text)
    at = 0
    for line in text.split("\n"):
        if line.startswith("x"):
            segment = found.at(at)
            assert (segment.branch, segment.left_alone) == (line[2:], line[1] == "!")
        at += len(line) + 1


@st.composite
def groups(draw: st.DrawFn, depth: int = 2) -> list[str]:
    """Lines with balanced conditionals; those that count read ``x``."""
    lines = ["x"]
    if depth:
        for _ in range(draw(st.integers(0, 2))):
            lines.append(f"#if {draw(CONDITIONS)}")
            lines.extend(draw(groups(depth - 1)))
            for _ in range(draw(st.integers(0, 2))):
                lines.append(f"#elif {draw(CONDITIONS)}")
                lines.extend(draw(groups(depth - 1)))
            if draw(st.booleans()):
                lines.append("#else")
                lines.extend(draw(groups(depth - 1)))
            lines.append("#endif")
    return lines


def preprocessed(lines: list[str], defined: dict[str, bool]) -> set[int]:
    """Numbers of the lines that a compiler sees."""
    seen: set[int] = set()
    stack: list[tuple[bool, bool]] = []  # (this branch is taken, one of the group was)
    for number, line in enumerate(lines):
        keyword, _, rest = line.partition(" ")
        if keyword == "#if":
            now = holds(rest, defined)
            stack.append((now, now))
        elif keyword in ("#elif", "#else"):
            _, before = stack.pop()
            now = not before and (keyword == "#else" or holds(rest, defined))
            stack.append((now, before or now))
        elif keyword == "#endif":
            stack.pop()
        elif all(taken for taken, _ in stack):
            seen.add(number)
    return seen


def asks_for_the_target_later(lines: list[str], number: int) -> bool:
    """Whether a group that is open at a line goes on with a condition on the target."""
    depth = 0
    for line in lines[number:]:
        depth += line.startswith("#if")
        if line == "#endif":
            depth = min(depth - 1, 0) if depth <= 0 else depth - 1
        elif line.startswith("#elif") and depth <= 0 and "USE_ROCM" in line:
            return True
    return False


@given(groups())
def test_a_branch_left_alone_is_never_or_only_for_the_target(lines: list[str]) -> None:
    """Or its author has put a branch for the target after it."""
    found = divided("\n".join(lines))
    others = [dict(zip("AB", values, strict=True)) for values in product([True, False], repeat=2)]
    with_target, without = (
        set().union(*(preprocessed(lines, {**other, "USE_ROCM": value}) for other in others))
        for value in (True, False)
    )
    at = 0
    for number, line in enumerate(lines):
        if found.at(at).left_alone and line == "x":
            one_side = number not in with_target or number not in without
            assert one_side or asks_for_the_target_later(lines, number)
        at += len(line) + 1


@given(groups())
def test_paths_nest_as_the_groups_do(lines: list[str]) -> None:
    found = divided("\n".join(lines))
    at, depth = 0, 0
    for line in lines:
        if line.startswith("#if"):
            depth += 1
        elif line == "#endif":
            depth -= 1
        elif line == "x":
            assert len(found.at(at).path) == depth
        at += len(line) + 1
    paths = [segment.path for segment in found.segments]
    assert all(path[:-1] in paths for path in paths if path)
