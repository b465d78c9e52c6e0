"""Options of nvcc in a row of words, to those of the target's compiler.

What comes in are the words of one command or of one variable's value, and the target's tables; what
goes out are swaps: runs of words with what is written for them. A word that the table has not, or
whose value it does not know, has none. Where the words stand is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from migrate.regex import regex
from migrate.rules.buildtables import ARCH, HOST, VALUE, BuildTables, Context, Option

# An architecture of CUDA's that is written out, and one that is computed.
_LITERAL = regex(
    r"(?:arch=)?(?:sm|compute)_\d+[af]?"
    r"(?:,code=(?:\[[\w,]+\]|(?P<quote>\\?[\"'])[\w,]+(?P=quote)|[\w,]+))?|\d+|all|all-major|native"
)
_COMPUTED = regex(
    r"(?:arch=)?(?:(?:sm|compute)_)?\$\{\w+\}(?:,code=\[?(?:(?:sm|compute)_)?\$\{\w+\}"
    r"(?:,(?:sm|compute)_\$\{\w+\})?\]?)?"
)
_NAMED = regex(r"(?:sm|compute)_")
_OF_HOST = regex(r"-m(?!64\Z)\S+|-ffast-math|-O(?:0|g|s|z|fast)")
# Options of Microsoft's compiler, which say something else to another, and libraries and folders.
_OF_ANOTHER = regex(
    r"-M[TD]d?|-[lLI].*"  # and those of GCC's that clang refuses
    r"|-f(?:no-)?(?:gnu-unique|ipa-\w+|var-tracking-assignments|tree-(?!(?:slp-)?vectorize)\w[\w-]*|toplevel-reorder"
    r"|reorder-functions|lifetime-dse|profile-abs-path|canonical-system-headers|conserve-stack"
    r"|ext-numeric-literals|concepts|gnu-tm|cx-limited-range)"
    r"|-f(?:opt-info|abi-version=|graphite-identity|openacc|dump-).*|-static-lib(?:a|l|t|ub)san"
)
_PLAIN = regex(r"-[^\s$,'\"`;]+")
_LINKS = regex(r"-Wl,[^\s$'\"`;]+")
_ESCAPE = "\\"
_ESCAPED = "\\ "  # CMake's, within a word of a list
_QUOTES = "\"'"


@dataclass(frozen=True, slots=True)
class Swap:
    """The words ``[first, last)`` become ``new``."""

    first: int
    last: int
    new: tuple[str, ...]
    is_arch: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether the words are certain to go to a compiler of device code, and what is written for
    architectures: ``archs``, nothing where something else decides them (``elsewhere``); where there
    are none, such an option stays.
    """

    device: bool
    archs: tuple[str, ...] = ()
    elsewhere: bool = False


def swaps(words: Sequence[str], tables: BuildTables, choice: Choice) -> list[Swap]:
    """What becomes of the words, in order."""
    found: list[Swap] = []
    at = 0
    while at < len(words):
        swap = _swap(words, at, tables, choice)
        if swap is not None:
            found.append(swap)
            at = swap.last
        else:
            at += 2 if takes_value(words[at], tables) else 1
    found = _said_once(_as_said(found, words, tables), words, tables)
    return _settled(found, words, tables)


def _as_said(found: Sequence[Swap], words: Sequence[str], tables: BuildTables) -> list[Swap]:
    """The swaps, without what an option means only where none beside it says otherwise:
    ``--use_fast_math --ftz=false`` keeps denormals.
    """
    said = {f"{pair[0]}={unquoted(pair[1])}" for pair in _pairs(words)}
    rows = (item.partition(":") for item in tables.word("otherwise").decode().split())
    gone = {option for pair, _, option in rows if pair in said}
    return [replace(swap, new=tuple(x for x in swap.new if x not in gone)) for swap in found]


def _said_once(found: Sequence[Swap], words: Sequence[str], tables: BuildTables) -> list[Swap]:
    """The swaps, without what an option beside it says, too: ``-g`` has the lines that
    ``-gline-tables-only`` would have alone, and says so once.
    """
    taken = {at for swap in found for at in range(swap.first, swap.last)}
    kept = {word for at, word in enumerate(words) if at not in taken}
    written = {option for swap in found for option in swap.new}
    rows = [item.partition(":")[::2] for item in tables.word("implied").decode().split()]
    gone = {option for by, option in rows if by != option and by in kept | written}
    single = {option for by, option in rows if by == option}
    once = []
    for swap in found:
        new = tuple(x for x in swap.new if x not in gone and x not in kept & single)
        kept.update(new)
        once.append(replace(swap, new=new))
    return once


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Options with their values: ``--ftz=false``, ``-ftz false``."""
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        following = words[at + 1] if at + 1 < len(words) else ""
        yield name.lstrip("-"), value if equals else following


def _swap(words: Sequence[str], at: int, tables: BuildTables, choice: Choice) -> Swap | None:
    name, equals, value = words[at].partition("=")
    if _ESCAPED in name:
        name, equals, value = words[at].partition(_ESCAPED)
    rows = [row for row in tables.options.get(name, ()) if _holds(row, choice)]
    last = at + 1
    if not equals:
        alone = next((row for row in rows if not row.value), None)
        if alone is not None:
            return Swap(at, last, tuple(alone.becomes.split()))
        if last == len(words):
            return None
        value, last = words[last], last + 1
    said = value
    row, value = _row(rows, value)
    if row is None:
        return None
    if ARCH in row.becomes:
        return _architecture(at, last, row, value, choice)
    if row.context is Context.ARCH:
        return Swap(at, last, ())
    if row.becomes != HOST:
        return Swap(at, last, tuple(row.becomes.replace(VALUE, value).split()))
    if said.startswith(_ESCAPE) and _LINKS.fullmatch(value):
        return Swap(at, last, (value,))  # quoted for a shell of nvcc's own, commas and all
    new = _unpacked(value, tables)
    return Swap(at, last, tuple(new)) if new is not None else None


def takes_value(word: str, tables: BuildTables) -> bool:
    """Whether the word behind an option is its value, and no option itself."""
    rows = tables.options.get(word, ())
    return bool(rows) and all(row.value for row in rows)


def _holds(row: Option, choice: Choice) -> bool:
    return choice.device or row.context is not Context.DEVICE


def _row(rows: Sequence[Option], value: str) -> tuple[Option | None, str]:
    """The row for a value, without its quotes; each part of a list has to have the same row, or one
    of the same kind.
    """
    value = unquoted(value)
    with_value = [row for row in rows if row.value]
    whole = next((row for row in with_value if row.fits(value)), None)
    if whole is not None or "," not in value:
        return whole, value
    parts = [next((row for row in with_value if row.fits(x)), None) for x in value.split(",")]
    if None in parts:
        return None, value
    saying = [row for row in parts if row is not None and row.becomes]
    return (saying or parts)[0], value


def unquoted(word: str) -> str:
    """A word without the quotes around it."""
    if len(word) > 1 and word[0] == word[-1] and word[0] in _QUOTES:
        return word[1:-1]
    if (
        len(word) > 3
        and word[0] == word[-2] == _ESCAPE
        and word[1] == word[-1]
        and word[1] in _QUOTES
    ):
        return word[2:-2]  # nvcc hands it on to a shell of its own
    return word


def _architecture(at: int, last: int, row: Option, value: str, choice: Choice) -> Swap | None:
    is_named = choice.device or _NAMED.search(value) is not None
    is_computed = choice.elsewhere and is_named and _COMPUTED.fullmatch(value) is not None
    is_said = is_computed or _LITERAL.fullmatch(value)
    if not is_said or not (choice.archs or choice.elsewhere):
        return None
    new = () if choice.elsewhere else [row.becomes.replace(ARCH, arch) for arch in choice.archs]
    return Swap(at, last, tuple(new), is_arch=True)


def _unpacked(value: str, tables: BuildTables) -> list[str] | None:
    """Options for the compiler of the host, each for itself; None where one is not understood, is
    one of nvcc's by itself, or is for that compiler only and nothing can say so.
    """
    prefix = tables.word("host_prefix").decode()
    if value.startswith("-Wl,"):
        return None
    new: list[str] = []
    for option in value.replace(" ", ",").split(","):
        if not _PLAIN.fullmatch(option) or _OF_ANOTHER.fullmatch(option):
            return None
        if option.partition("=")[0] in tables.options:
            return None
        is_of_host = _OF_HOST.fullmatch(option) is not None
        if is_of_host and not prefix:
            return None
        new += [prefix, option] if is_of_host else [option]
    return new


def _settled(found: Sequence[Swap], words: Sequence[str], tables: BuildTables) -> list[Swap]:
    """The swaps, of which the first that names architectures names all of them; one that goes with
    such a swap stays where there is none.
    """
    has_arch = any(swap.is_arch for swap in found)
    settled: list[Swap] = []
    said = False
    for swap in found:
        if swap.is_arch:
            swap, said = (Swap(swap.first, swap.last, (), True) if said else swap), True
        elif not has_arch and _goes_with_one(words[swap.first], tables):
            continue
        settled.append(swap)
    return settled


def _goes_with_one(word: str, tables: BuildTables) -> bool:
    rows = tables.options.get(word.partition("=")[0], ())
    return any(row.context is Context.ARCH for row in rows)
