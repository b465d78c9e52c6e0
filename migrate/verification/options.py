"""Options of a compile database's command, said to the target's compiler.

What comes in are the words of a command for nvcc or a host compiler, and the target's tables; what
goes out are options that change what a source means, in the target's words, and words of which it
is not known what they are there. Options that only say how fast code is, what is warned of and
where files are written go without a word. Nothing is passed on that would load, run or write
anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from migrate.build.replace.options import Choice, swaps
from migrate.regex import regex
from migrate.rules.buildtables import BuildTables

# What a source means: the language, arithmetic, the default stream. Clang has all of them.
_MEANS = regex(
    r"-f(?:no-)?(?:exceptions|rtti|(?:un)?signed-char|fast-math|finite-math-only|math-errno"
    r"|trapping-math|rounding-math|associative-math|reciprocal-math|signed-zeros|strict-aliasing"
    r"|wrapv|ms-extensions|short-enums|char8_t|delayed-template-parsing|unsafe-math-optimizations)"
    r"|-ffp-contract=(?:off|on|fast)|-f(?:template|constexpr)-depth=\d+|-fconstexpr-steps=\d+"
    r"|-f(?:no-)?gpu-(?:flush-denormals-to-zero|approx-transcendentals)"
    r"|-fgpu-default-stream=[\w-]+|-fno-hip-fp32-correctly-rounded-divide-sqrt"
    r"|-U__HIP_NO_HALF_(?:CONVERSIONS|OPERATORS)__|-m64|-ansi|-pthread"
)
_OF_DEVICE = regex(r".*(?:gpu|hip|HIP)")
# How fast the code is, what is warned of, what is written beside an object, and what is linked.
_SILENT = regex(
    r"-O\w*|--optimize=\d|-g[\w-]*|-w|-W(?![alp],)[\w+=-]*|-pedantic(?:-errors)?|-pipe|-v|--verbose"
    r"|-f(?:PIC|pic|PIE|pie)|-f(?:no-)?(?:omit-frame-pointer|inline[\w-]*|visibility[\w=-]*"
    r"|(?:data|function)-sections|stack-protector[\w-]*|diagnostics-[\w=-]*|color-diagnostics|common"
    r"|unroll-loops|tree-vectorize|ident|asynchronous-unwind-tables|plt|semantic-interposition"
    r"|stack-clash-protection|cf-protection(?:=\w+)?|lto(?:=[\w-]+)?|openmp|message-length=\d+)"
    r"|-m(?:arch|tune|cpu|fpu)=[\w.+-]+|-m(?:no-)?(?:avx|sse|ssse|fma|f16c|bmi|popcnt|lzcnt|aes)[\w.-]*"
    r"|-c|-E|-S|-MM?D?|-MP|-MG|-s|-shared|-static[\w-]*|-rdynamic|-l.+|-L.+|-Wl,.*|-pg|-p|-save-temps"
    r"|--cuda-[\w-]+(?:=.*)?|--hip-link|-fgpu-rdc|-fno-gpu-rdc|-Rpass[\w=-]*|-###|-foffload-lto|--dc|-dw"
)
_VALUED = frozenset("-o -x -MF -MT -MQ -L -l -arch --output-file -odir -Xlinker".split())
_KEPT = regex(  # what ``compiledb`` keeps by itself
    r"(?P<alone>-I|-D|-U|-isystem|-iquote|-idirafter|-include|--include-path|--system-include"
    r"|--pre-include|--define-macro|--undefine-macro|--?std)|-[IDU].+|-isystem.+|-iquote.+"
    r"|-idirafter.+|-include.+|--(?:include-path|system-include|pre-include|define-macro"
    r"|undefine-macro)=.*|-?-std=.*"
)
_SEPARATE = frozenset(
    "-dc --device-c -rdc=true --relocatable-device-code=true -rdc --relocatable-device-code".split()
)
_HOST = "-Xarch_host"


class Options(NamedTuple):
    """What the target's compiler is given, and what it is not because nobody knows it there."""

    given: tuple[str, ...]
    unknown: tuple[str, ...]


def translated(words: Sequence[str], tables: BuildTables, is_nvcc: bool, device: bool) -> Options:
    """The options of a command's ``words``; of one for nvcc, by the table. Options of ``device``
    code are not given for other sources.
    """
    given: list[str] = []
    unknown: list[str] = []
    for part, was in _parts(words, tables, is_nvcc):
        for word in part:
            if word == _HOST or _SILENT.fullmatch(word):
                continue
            if not _MEANS.fullmatch(word):
                unknown.append(was)
            elif device or not _OF_DEVICE.match(word):
                given.append(word)
    return Options(tuple(given), tuple(dict.fromkeys(unknown)))


def _parts(
    words: Sequence[str], tables: BuildTables, is_nvcc: bool
) -> Iterator[tuple[Sequence[str], str]]:
    """Options as the target has them, each with what it was; sources are none."""
    choice = Choice(device=is_nvcc, elsewhere=True)
    known = {swap.first: swap for swap in swaps(words, tables, choice)} if is_nvcc else {}
    at = 0
    while at < len(words):
        word, swap = words[at], known.get(at)
        kept = _KEPT.fullmatch(word)
        if kept is not None or word in _SEPARATE:
            at += 2 if (kept is not None and kept["alone"]) or _has_value(words, at) else 1
        elif word in _VALUED:
            at += 2
        elif swap is not None:
            yield swap.new, " ".join(words[at : swap.last])
            at = swap.last
        elif not word.startswith("-"):
            at += 1
        else:
            last = at + (2 if is_nvcc and _has_value(words, at, tables) else 1)
            text = " ".join(words[at:last])
            yield (text,), text
            at = last


def _has_value(words: Sequence[str], at: int, tables: BuildTables | None = None) -> bool:
    """Whether the next word is the value of this one."""
    if tables is None:
        return words[at + 1 : at + 2] in (["true"], ["false"])
    rows = tables.options.get(words[at], ())
    return bool(rows) and all(row.value for row in rows) and at + 1 < len(words)
