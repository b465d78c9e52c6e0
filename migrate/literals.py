"""CUDA inside string literals: names looked up at run time, kernels compiled at run time. Never
edited.

What comes in are a scan, the rules and the tree; what goes out are references with findings, one
for each literal at most. A name that is only printed (``"cudaMalloc failed"``) is not one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.causes import Work
from migrate.model import Finding, Reference, Span, Status
from migrate.rules import RuleSet
from migrate.scan import Scan

_NAME = re.compile(rb'(?:u8|[uUL])?"([A-Za-z_]\w{3,})"')
_SOURCE = re.compile(
    rb"__global__|__device__|__shared__|\bthreadIdx\s*\.|\bblockIdx\s*\.|#\s*include\s*[<\"\\]+cuda"
)
_LIBRARY = re.compile(
    rb"""(?:u8|[uUL])?"(?:[^"]*[/\\])?(?:
        lib(?:cuda|cudart|cu(?:blas|blasLt|dnn|fft|rand|solver|sparse|pti)|nvrtc|nccl|nvidia-ml)\.so[\d.]*
      | (?:nvcuda|cudart64_\w+|nvrtc64_\w+|cu(?:blas|dnn|fft|rand|solver|sparse)64_\w+)\.dll
    )\"""",
    re.VERBOSE,
)
_PTX = re.compile(rb"\.version\s+\d+\.\d+.*\.target\s+sm_", re.DOTALL)
_LOOKUPS = (b"dlsym", b"dlvsym", b"GetProcAddress", b"cudaGetDriverEntryPoint")


def references(scan: Scan, rules: RuleSet) -> Iterator[tuple[Reference, Finding]]:
    """The literals that hold a name to look up or a source to compile."""
    looks_up = any(function in scan.data for function in _LOOKUPS)
    for span in scan.trivia.strings.spans:
        if span.end - span.start < 6 or scan.data[span.start] == 0x27:
            continue
        found = _examine(scan, span, rules, looks_up)
        if (
            found
            and not _in_directive_text(scan, span)
            and not scan.branches.at(span.start).left_alone
        ):
            yield found


def _examine(
    scan: Scan, span: Span, rules: RuleSet, looks_up: bool
) -> tuple[Reference, Finding] | None:
    """What a literal is; a bare name counts only in a file that finds symbols by name
    (``looks_up``).
    """
    text = scan.data[span.start : span.end]
    name = _NAME.fullmatch(text)
    if name is not None:
        api = name.group(1).decode()
        verdict = rules.verdict(api)
        if verdict is None or verdict.status is Status.NATIVE or not looks_up:
            return None
        becomes = f"write {verdict.target} there" if verdict.target else verdict.message
        message = f'"{api}" is looked up by name at run time; strings are not rewritten'
        work = rules.causes.of_tool("migrate/name-in-string")
        return _pair(scan, span, api, "migrate/name-in-string", message, becomes, work)
    if _LIBRARY.fullmatch(text):
        message = "a library of CUDA's is loaded by its file name at run time"
        advice = f"load the library of {rules.info.title} instead"
        library, work = text.decode(), rules.causes.of_tool("migrate/library-in-string")
        return _pair(scan, span, library, "migrate/library-in-string", message, advice, work)
    work = rules.causes.of_tool("migrate/source-in-string")
    if _SOURCE.search(text):
        message = "CUDA source in a string is compiled at run time and is not rewritten"
        advice = f"port the text by hand, or move it to a file that is ported to {rules.info.title}"
        return _pair(scan, span, "CUDA source", "migrate/source-in-string", message, advice, work)
    if _PTX.search(text):
        message = "a PTX program in a string runs on no other vendor's chip"
        advice = "compile the kernel from its source"
        return _pair(scan, span, "PTX", "migrate/source-in-string", message, advice, work)
    return None


def _in_directive_text(scan: Scan, span: Span) -> bool:
    """Whether the literal is an include path or part of an ``#error`` message."""
    directive = scan.directives.at(span.start)
    return directive is not None and directive.keyword in ("include", "error", "warning", "line")


def _pair(
    scan: Scan, span: Span, api: str, rule: str, message: str, advice: str, work: Work
) -> tuple[Reference, Finding]:
    branch = scan.branches.at(span.start).branch
    what = (rule, Status.MANUAL, api, message, span.start, span.end, advice, branch, None)
    return Reference(span.start, span.end, api, Status.MANUAL, rule), Finding(*what, *work)
