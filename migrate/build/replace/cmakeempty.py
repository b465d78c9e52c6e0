"""Commands of CMake's of which words go: whether anything is left that they say.

What comes in is a command with the plan of its words; what goes out says whether it goes as a
whole, or what a variable is given in the place of a value that goes.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.build.replace.cmakefile import CACHED, CMakeFile
from migrate.build.replace.cmakewords import Part, is_gone
from migrate.build.replace.plans import Plan
from migrate.model import Edit
from migrate.regex import regex
from migrate.text.cmake import Command

_EMPTIED = frozenset(
    b"target_compile_options add_compile_options include_directories target_include_directories "
    b"link_directories target_link_directories add_definitions target_link_libraries "
    b"link_libraries target_compile_features".split()
)
_FLAGS = regex(rb"CMAKE_CUDA_FLAGS(?:_[A-Z]+)?")
_GIVE_PROPERTIES = {b"set_target_properties": b"PROPERTIES", b"set_property": b"PROPERTY"}
_KEYWORDS = frozenset(b"PUBLIC PRIVATE INTERFACE BEFORE AFTER SYSTEM APPEND PREPEND".split())


def is_emptied(file: CMakeFile, command: Command, parts: Sequence[Part], plan: Plan) -> bool:
    """Whether a command has nothing left to say."""
    if not any(is_gone(part, plan.words) for part in parts):
        return False
    texts = [file.text(part.span) for part in parts]
    if command.name in (b"list", b"string"):
        return all(is_gone(part, plan.words) for part in parts[2:])
    if command.name in _EMPTIED:
        first = 1 if command.name.startswith(b"target") else 0
        return all(
            is_gone(part, plan.words) or text in _KEYWORDS
            for part, text in zip(parts[first:], texts[first:], strict=True)
        )
    keyword = _GIVE_PROPERTIES.get(command.name)
    if keyword in texts:
        at = texts.index(keyword) + 1
        return all(is_gone(part, plan.words) for part in parts[at:])
    return False


def is_reset(file: CMakeFile, command: Command, parts: Sequence[Part], plan: Plan) -> bool:
    """Whether a command gave a variable, beside its own value, words of which none is left: it does
    nothing any more. CMake's own variable for options is not set to nothing, either: what who
    builds says in it is not to be lost.
    """
    texts = [file.text(part.span) for part in parts[:1]]
    if command.name != b"set" or not texts or CACHED & {file.text(part.span) for part in parts}:
        return False
    own = b"${%b}" % texts[0]
    words = [word for part in parts[1:] for word in part.words()]
    gone = [word for word in words if plan.words.get(word.start, [own]) == []]
    kept = [word for word in words if word not in gone]
    return (
        bool(gone)
        and all(file.text(word.span) == own for word in kept)
        and all(len(plan.words.get(word.start, [own])) == 1 for word in kept)
        and (bool(kept) or _FLAGS.fullmatch(texts[0]) is not None)
    )


def emptied_value(
    file: CMakeFile, command: Command, parts: Sequence[Part], plan: Plan
) -> Edit | None:
    """A variable whose value is gone is set to nothing, not unset."""
    if command.name != b"set":
        return None
    texts = [file.text(part.span) for part in parts]
    last = next((at for at, text in enumerate(texts) if text in CACHED), len(parts))
    values = parts[1:last]
    if not values or not all(is_gone(part, plan.words) for part in values):
        return None
    return Edit(values[0].start, values[-1].end, b'""')
