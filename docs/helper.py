"""The tables of ``docs/guide/sycl-helper.md``: what ports to SYCL include for CUDA's names.

What comes in are the headers, whose comments say ``/// CUDA => SYCL`` ahead of a declaration; what
goes out is the page with its tables as they should be. What stands around them is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.rules.targets import rules_folder

PAGE = "guide/sycl-helper.md"
HEADERS = (
    "port.hpp",
    "port_texture.hpp",
    "port_wmma.hpp",
    "port_mkl.hpp",
    "port_blas.hpp",
    "port_fft.hpp",
    "port_rand.hpp",
    "port_solver.hpp",
    "port_sparse.hpp",
    "port_dpl.hpp",
)
_MARKED = re.compile(
    r"(<!-- helpers: written by python -m docs.generate -->\n).*?(<!-- /helpers -->)", re.DOTALL
)
_SECTION = "// ==== "
_SAYS = re.compile(r"( *)/// (.+?) => (.+)")
_HIDDEN = "types"  # a namespace of whose names the header speaks without it
_OPENS = re.compile(r"(?:inline )?namespace (\w+) \{")
_MADE = re.compile(r"PORT_(?:ALGORITHM|SEARCH)\((\w+)")
_NAMED = re.compile(
    r"#define (PORT_(?:SHARED|KERNEL|MANAGED))|\busing (\w+) =|"
    r"\b(?:struct|class|enum class|enum) (\w+)|\bconst stream_t (\w+)|"
    r"\bconstexpr (?:int|auto) (\w+) =|(\b(?!operator\b)\w+)\("
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: CUDA's names, the ``names`` declared for them, and what they are in SYCL."""

    cuda: str
    names: tuple[str, ...]
    sycl: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a header: its title, what it says of itself, and its rows."""

    title: str
    words: str
    entries: tuple[Entry, ...]


def page(text: str) -> str:
    """The page with its tables as they should be."""
    tables = "\n".join(_tables())
    return _MARKED.sub(lambda match: f"{match[1]}{tables}\n{match[2]}", text)


def sections(header: str) -> list[Section]:
    """The sections of a header that declare something for CUDA's names."""
    text = (rules_folder() / "sycl" / "helpers" / header).read_text("utf-8")
    found = []
    for part in text.split(f"\n{_SECTION}")[1:]:
        title, *lines = part.splitlines()
        entries = tuple(_entries(lines, _namespace(text, title)))
        if entries:
            found.append(Section(title, _words(lines), entries))
    return found


def _tables() -> Iterator[str]:
    for header in HEADERS:
        yield from (f"## {header}", "")
        for section in sections(header):
            yield from (f"### {section.title}", "")
            if section.words:
                yield from (section.words, "")
            yield from ("| CUDA | header | SYCL |", "|---|---|---|")
            for entry in section.entries:
                names = ", ".join(f"`{name}`" for name in entry.names) or "the same without `__`"
                yield f"| `{entry.cuda}` | {names} | {_cell(entry.sycl)} |"
            yield ""


def _namespace(text: str, title: str) -> list[str]:
    """The namespaces that are open where a section begins."""
    inside: list[str] = []
    for line in text.partition(f"{_SECTION}{title}\n")[0].splitlines():
        _follow(line, inside)
    return inside


def _follow(line: str, inside: list[str]) -> None:
    """What a line does to the namespaces that are open."""
    opened = _OPENS.match(line)
    if opened:
        inside.append(opened[1])
    elif line.startswith("}  // namespace") and inside:
        inside.pop()


def _words(lines: list[str]) -> str:
    """What a section says of itself: the comment that follows its title."""
    said = []
    for line in lines[1:]:
        if not line.startswith("// "):
            break
        said.append(line.removeprefix("// "))
    return " ".join(said)


def _entries(lines: list[str], inside: list[str]) -> Iterator[Entry]:
    for at, line in enumerate(lines):
        _follow(line, inside)
        says = _SAYS.fullmatch(line)
        if says:
            spaces = "::".join(space for space in inside if space != _HIDDEN)
            names = tuple(_names(lines[at + 1 :], len(says[1]), spaces))
            yield Entry(says[2], names, says[3])


def _names(lines: list[str], indent: int, namespace: str) -> Iterator[str]:
    """What the declarations behind a comment declare, up to the next comment or an empty line."""
    seen: set[str] = set()
    for line in lines:
        if not line.strip() or line.lstrip().startswith(("//", "#if", "#else", "#endif", "#undef")):
            return
        if len(line) - len(line.lstrip()) != indent or line.lstrip()[0] in "}&:":
            continue
        if line.startswith("#define") and not _NAMED.match(line):
            continue
        found = _MADE.match(line) or (
            None if line.startswith("PORT_") else _NAMED.search(_bare(line))
        )
        name = next(filter(None, found.groups()), "") if found else ""
        if name and name not in seen:
            seen.add(name)
            yield name if name.startswith("PORT_") or not namespace else f"{namespace}::{name}"


def _bare(line: str) -> str:
    """A declaration without the head of its template."""
    text = line.lstrip()
    if not text.startswith("template <"):
        return text
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "<") - (letter == ">")
        if at > len("template") and not depth:
            return text[at + 1 :]
    return ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<").replace("*", "\\*")
