"""Names of build files that stand for CUDA and for the target alike: ``USE_CUDA`` and ``USE_HIP``.

What comes in are the bytes of a build file without its comments, and the expression by which a
target's own names are told; what goes out are names that the author decides the target's build by,
and the places where a variable for CUDA gets a value beside its twin for the target. Nothing is
said of them here, and no variable is followed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from migrate.build.scripts import Script
from migrate.files.kinds import Kind
from migrate.model import Span
from migrate.regex import regex

_NAME = regex(rb"[A-Za-z_]\w*")
_CUDAS = regex(rb"(?<![a-z])(?:cuda|nvcc|nvidia)(?:(?=flags|opts)|(?![a-z0-9]))", re.IGNORECASE)
_ASKED = regex(
    rb"^[ \t}]*(?:else[ \t]+)?(?:ifn?eq|ifn?def|if|elseif|elif)\b(?P<rest>[^\n]*)",
    re.MULTILINE | re.IGNORECASE,
)
# A target that has to be there is no decision: who asks searches for it, or stops.
MISSING = regex(rb"\bNOT[ \t]+TARGET[ \t]+[\w:.-]+", re.IGNORECASE)
_OPTION = regex(
    rb"\b(?:option|cmake_dependent_option)\s*\(\s*(?P<name>[A-Za-z_]\w*)", re.IGNORECASE
)
_GIVEN = regex(
    rb"^[ \t]*(?:export[ \t]+|override[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*(?:::?|[?+!])?=(?!=)"
    rb"(?:\\\r?\n|[^\n])*",
    re.MULTILINE,
)
_SET = regex(
    rb"\b(?:set\s*\(|(?:list|string)\s*\(\s*(?:APPEND|PREPEND)\s)\s*(?P<name>[A-Za-z_]\w*)\b"
    rb"(?:[^()\"]|\"(?:[^\"\\]|\\.)*\"|\([^()]*\))*\)",
    re.IGNORECASE,
)
# Folders of other people's code: what they decide says nothing of the tree around them.
_OTHERS = regex(
    r".*?(?:^|/)(?:third[_-]?party|3rd[_-]?party|externals?|extern|vendor(?:ed)?|submodules?|deps)"
    r"/[^/]+/",
    re.IGNORECASE,
)
_SEARCH = regex(r"(?:.*/)?Find\w+\.cmake")  # looks for the target, and decides nothing
_TWIN = b"\0"

Twins = Mapping[bytes, str]
"""Names for the target, by what they are without the target's word, or by those for CUDA."""


def decided(name: str, code: bytes, guard: re.Pattern[bytes] | None) -> frozenset[str]:
    """The names for the target that the build file ``name`` asks for or gives a value."""
    if guard is None or is_search(name) or not guard.search(code):
        return frozenset()
    found = {match["name"] for regex in (_GIVEN, _SET) for match in regex.finditer(code)}
    given = frozenset(item.decode() for item in found if guard.search(item))
    return given | asked(name, code, guard)


def asked(name: str, code: bytes, guard: re.Pattern[bytes] | None) -> frozenset[str]:
    """The names for the target that its options and conditions ask for."""
    if guard is None or is_search(name) or not guard.search(code):
        return frozenset()
    found = {match["name"] for match in _OPTION.finditer(code)}
    rests = (MISSING.sub(b"", match["rest"]) for match in _ASKED.finditer(code))
    found.update(item for rest in rests for item in _NAME.findall(rest))
    return frozenset(item.decode() for item in found if guard.search(item))


def twins(names: Iterable[str], guard: re.Pattern[bytes] | None) -> Twins:
    """The ``names`` by which the build files of one home decide, by what they are twins of."""
    if guard is None:
        return {}
    return {guard.sub(_TWIN, item.encode()): item for item in sorted(set(names), reverse=True)}


def home(name: str) -> str:
    """The folder of other people's code that a file is in; "" of one of the tree's own."""
    match = _OTHERS.match(name)
    return match[0] if match is not None else ""


def is_search(name: str) -> bool:
    """Whether a build file only looks for the target."""
    return _SEARCH.fullmatch(name) is not None


def of_cuda(text: bytes, known: Twins) -> str:
    """The twin of a name for CUDA in ``text``; "" where none has one."""
    if not known:
        return ""
    names = _NAME.findall(text)
    keys = (_key(name) if _CUDAS.search(name) else name for name in names)
    return next((known[key] for key in (*keys, *names) if key in known), "")


def given_for_cuda(
    code: bytes, kind: Kind, guard: re.Pattern[bytes] | None, script: Script | None = None
) -> Iterator[tuple[Span, str]]:
    """The places where a variable for CUDA gets its value, in a file in which its twin has one."""
    if guard is None or not guard.search(code) or not _CUDAS.search(code):
        return
    found = list(_values(code, kind, script))
    known = {guard.sub(_TWIN, name): name for name, _ in found if guard.search(name)}
    for name, span in found:
        if _CUDAS.search(name) and not guard.search(name) and _key(name) in known:
            yield span, known[_key(name)].decode()


def _values(code: bytes, kind: Kind, script: Script | None) -> Iterator[tuple[bytes, Span]]:
    if kind in (Kind.MAKE, Kind.CMAKE):
        for match in (_SET if kind is Kind.CMAKE else _GIVEN).finditer(code):
            yield match["name"], Span(*match.span())
    if script is None:
        return
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id.encode(), script.span(node)


def _key(name: bytes) -> bytes:
    return _CUDAS.sub(_TWIN, name)
