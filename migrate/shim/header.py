"""The header of a shim: what migrate writes in it, between two marks, and what people do.

What comes in are the forms of a tree and the header as it stands; what goes out is its text, and
what people define there. What stands outside of the marks is kept byte for byte. Between them
nothing is kept: a mark says what was written there, so that nobody's edit goes without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from migrate.regex import regex
from migrate.shim.forms import Forms
from migrate.shim.guarded import Guard

_BEGIN = regex(
    rb"^// >>> migrate port --shim writes from here on \[([0-9a-f]{16})\][^\n]*\r?\n", re.MULTILINE
)
_END = regex(rb"^// <<< migrate port --shim[^\n]*(?:\n|\Z)", re.MULTILINE)
_DEFINES = regex(rb"^[ \t]*#[ \t]*(?:define|undef)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)
_CALLS = "Calls that are written another way"


@dataclass(frozen=True, slots=True)
class Written:
    """A header as it stands: what is before and behind what migrate wrote, and whether people have
    edited that.
    """

    before: bytes = b""
    behind: bytes = b""
    edited: bool = False

    @property
    def own(self) -> frozenset[str]:
        """What people define there."""
        found = _DEFINES.finditer(self.before + b"\n" + self.behind)
        return frozenset(match[1].decode() for match in found)


def is_shim(data: bytes) -> bool:
    """Whether a file is a header that was written here."""
    return _BEGIN.search(data) is not None


def read(data: bytes) -> Written | None:
    """The header as it stands; None where a file is none."""
    begin = _BEGIN.search(data)
    end = _END.search(data, begin.end()) if begin is not None else None
    if begin is None or end is None:
        return None
    between = data[begin.end() : end.start()].replace(b"\r\n", b"\n")
    return Written(data[: begin.start()], data[end.end() :], _digest(between) != begin[1])


def text(
    forms: Forms,
    groups: Mapping[str, str],
    headers: Sequence[str],
    guard: Guard,
    title: str,
    name: str,
    stands: Written | None,
) -> bytes:
    """The whole header: ``groups`` are the tables that names are from, ``headers`` what it
    includes, ``title`` the target's, ``name`` that of the file.
    """
    own = stands.own if stands is not None else frozenset[str]()
    between = "\n".join([*_between(forms, groups, headers, own), ""]).encode()
    begin = f"// >>> migrate port --shim writes from here on [{_digest(between).decode()}]\n"
    end = b"// <<< migrate port --shim: what stands below is yours\n"
    if stands is None:
        stands = Written(_before(guard, title, name), b"\n#endif\n#endif\n")
    made = begin.encode() + between + end
    if b"\r\n" in stands.before:
        made = made.replace(b"\n", b"\r\n")
    return stands.before + made + stands.behind


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).hexdigest().encode()


def _before(guard: Guard, title: str, name: str) -> bytes:
    mark = re.sub(r"\W", "_", name).upper()
    return f"""\
// CUDA's names for {title}: what the sources of this tree use, and no more.
//
// A build for CUDA never gets here. "migrate port --shim" writes the part between the marks anew:
// what you add belongs above or below it, where it stays, and a name that you define there is left
// out between the marks.
#ifndef {mark}
#define {mark}
#if {guard.holds}

""".encode()


def _between(
    forms: Forms, groups: Mapping[str, str], headers: Sequence[str], own: Iterable[str]
) -> Iterator[str]:
    yield from (f"#include <{header}>" for header in headers)
    mine = frozenset(own)
    names = {name: text for name, text in forms.names.items() if name not in mine}
    for group in sorted({groups.get(name, "") for name in names}):
        yield from ("", f"// {group}")
        for name, text in names.items():
            if groups.get(name, "") == group:
                yield f"#define {name} {text}".rstrip()
    calls = [call for name, call in forms.calls.items() if name not in mine]
    if calls:
        yield from ("", f"// {_CALLS}")
        yield from (f"#define {call.head} {call.text}" for call in calls)
    if forms.spaces:
        yield from ("", "#ifdef __cplusplus")
        for name, space in forms.spaces.items():
            yield from _alias(name, space)
        yield "#endif"
    yield ""


def _alias(name: str, space: str) -> Iterator[str]:
    """A namespace that is another one by that name, whether its header is there or not."""
    around, _, last = name.rpartition("::")
    yield f"{_nested(space.split('::'), '')}"
    target = f"::{space}"
    alias = f"namespace {last} = {target};"
    yield _nested(around.split("::"), alias) if around else alias


def _nested(parts: Sequence[str], inner: str) -> str:
    head = " ".join(f"namespace {part} {{" for part in parts)
    return f"{head} {inner} ".replace("  ", " ") + " ".join("}" for _ in parts)
