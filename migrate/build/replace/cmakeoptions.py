"""Options of nvcc's among the words of CMake's commands.

What comes in is one command of a file with its words; what goes out goes into its plan: what
becomes of which option, with what stands between the words that one becomes. Options that only
other compilers get stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import CMakeFile
from migrate.build.replace.cmakewords import Part
from migrate.build.replace.options import Choice, swaps, takes_value
from migrate.build.replace.plans import Plan
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.rules.buildtables import NameKind
from migrate.text.cmake import Command

_VARIABLE = regex(rb"\$\{(\w+)\}")
_DEVICE = regex(rb"(?i)cuda|nvcc|gencode|(?<![a-z])gpu(?![a-z])")
_LISTED = frozenset(b"target_compile_options add_compile_options target_link_options".split())
_IN_QUOTES = regex(rb'\\"([^"\\;]*)\\"')
_SHELL = b"SHELL:"
_THEIRS = frozenset(b"cuda_add_library cuda_add_executable cuda_compile".split())


def options(
    file: CMakeFile, command: Command, parts: Sequence[Part], tools: Tools, plan: Plan
) -> None:
    """Options of nvcc, in rows: the words of a quoted argument, or those between such."""
    if any(tools.tables.is_of_architectures(file.text(part.span)) for part in parts[:2]):
        return  # no options, whatever is written there
    is_device = _is_of_device(file, command, parts, tools)
    has_language = bool(tools.tables.word("language"))  # whose property says which GPUs
    apart = _is_kept_apart(file, parts, tools)
    for row, glue in _rows(file, command, parts, tools, apart):
        for group in _alike(row):
            texts = [file.text(word.span).decode("utf-8", "surrogateescape") for word in group]
            is_certain = is_device or group[0].is_device
            choice = Choice(is_certain, tools.archs, elsewhere=has_language)
            for swap in swaps(texts, tools.tables, choice):
                taken = group[swap.first : swap.last]
                if any(word.start in plan.words for word in taken):
                    continue
                new = [text.encode("utf-8", "surrogateescape") for text in swap.new]
                plan.put(taken[0], new, "options")
                plan.glue[taken[0].start] = glue
                for word in taken[1:]:
                    plan.put(word, [], "options")
        text = file.text(Span(row[0].start, row[-1].end))
        if apart and glue == b";" and b"$<" not in text:
            if b" " in text:
                _listed(file, row, plan)
            plan.blanks += _blanks(file, command, row, plan)


def _blanks(file: CMakeFile, command: Command, row: Sequence[Part], plan: Plan) -> Iterable[Edit]:
    """The edits of blanks around the words in quotes, which would be a part of an option. Behind
    what is there already there has to be something between.
    """
    is_known = command.name in (b"set", b"list") or file.texts(command)[:1] == [b"APPEND"]
    if not is_known or plan.words.get(row[0].start) == []:
        return  # or they go with the words
    start, end = row[0].start, row[-1].end
    first = len(file.data[:start].rstrip())
    last = end + len(file.data[end:]) - len(file.data[end:].lstrip())
    if file.data[first - 1 : first] != b'"' or file.data[last : last + 1] != b'"':
        return
    between = b";" if command.name == b"string" else b""
    if first < start:
        yield Edit(first, start, between)
    if end < last:
        yield Edit(end, last, b"")


def _listed(file: CMakeFile, row: Sequence[Part], plan: Plan) -> None:
    """Words with blanks between them become a list, in which none is in quotes."""
    kept = {word.start: _bare(file.text(word.span)) for word in row}
    new = [item for word in row for item in plan.words.get(word.start, [kept[word.start]])]
    plan.words |= {word.start: [] for word in row}
    plan.words[row[0].start] = new
    plan.glue[row[0].start] = b";"


def _bare(word: bytes) -> bytes:
    """A word without the quotes around it."""
    found = _IN_QUOTES.fullmatch(word)
    return found[1] if found else word


def _is_of_device(file: CMakeFile, command: Command, parts: Sequence[Part], tools: Tools) -> bool:
    if command.name.startswith((b"cuda_add", b"cuda_compile")):
        return True
    at = {b"set": 0, b"list": 1, b"string": 1}.get(command.name)
    if at is None or at >= len(parts):
        return False
    name = file.text(parts[at].span)
    return _DEVICE.search(name) is not None or name in _handed_on(file, tools)


def _rows(
    file: CMakeFile, command: Command, parts: Sequence[Part], tools: Tools, apart: bool
) -> Iterable[tuple[list[Part], bytes]]:
    """Words that follow each other, and what stands between those that one becomes: words of a
    variable that are kept ``apart`` are a list.
    """
    bare: list[Part] = []
    for part in parts:
        words = [word for word in part.words() if not word.decides]
        if not part.is_quoted or (len(words) == 1 and _asks_for(file, bare, tools)):
            bare += words
            continue
        text = file.text(part.span)
        is_list = command.name in _LISTED or b";" in text or apart
        if words:
            yield words, (b";" if is_list and _SHELL not in text else b" ")
    if bare:
        yield bare, b" "


def _asks_for(file: CMakeFile, bare: Sequence[Part], tools: Tools) -> bool:
    """Whether the last of the words is an option whose value is the next argument, in quotes."""
    last = file.text(bare[-1].span).decode("utf-8", "surrogateescape") if bare else ""
    return takes_value(last, tools.tables)


def _is_kept_apart(file: CMakeFile, parts: Sequence[Part], tools: Tools) -> bool:
    """Whether a variable's words have to be a list: nothing splits them."""
    if parts and file.text(parts[0].span) in _handed_on(file, tools):
        return True
    names = (tools.tables.known(file.text(part.span)) for part in parts[:2])
    return any(known is not None and known.kind is NameKind.OPTIONS for known in names)


def _handed_on(file: CMakeFile, tools: Tools) -> frozenset[bytes]:
    """The variables that FindCUDA's commands get as options, which split what is in them."""
    if not tools.tables.word("runtime"):
        return frozenset()
    theirs = map(file.texts, file.calling(_THEIRS))
    given = (texts[texts.index(b"OPTIONS") :] for texts in theirs if b"OPTIONS" in texts)
    found = (_VARIABLE.fullmatch(text) for texts in given for text in texts)
    return frozenset(match[1] for match in found if match is not None)


def _alike(row: Sequence[Part]) -> Iterable[list[Part]]:
    """The parts of a row that the same compilers get, by the same condition; of those for others
    nothing is said.
    """
    group: list[Part] = []
    for word in row:
        if group and word.around != group[-1].around:
            yield group
            group = []
        if not word.is_foreign:
            group.append(word)
    if group:
        yield group
