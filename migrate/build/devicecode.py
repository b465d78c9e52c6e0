"""Device code that is kept as a file: PTX, and binaries for one GPU. Never edited.

What comes in are the first bytes of such a file; what goes out is one reference with its finding,
which says what would have to be compiled anew: the kernels, how large they are, for which GPU. No
other vendor's GPU runs any of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from migrate.files.kinds import Kind
from migrate.files.source import SourceFile, line_starts
from migrate.model import FileResult, Finding, Outcome, Reference, Span, Status
from migrate.regex import regex
from migrate.rules.causes import Causes
from migrate.settings.config import FileOptions
from migrate.text import suppress
from migrate.text.suppress import Suppressions

_PTX = "migrate/ptx-file"
_BINARY = "migrate/device-binary"
_COMMENT = regex(rb"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_ENTRY = regex(rb"\.entry\s+([\w$]+)")
_TARGET = regex(rb"^\s*\.target\s+(\w+)", re.MULTILINE)
_INSTRUCTION = regex(rb"(?<=[;{}:\n])[ \t]*(?:@!?%?\w+\s+)?[a-z][\w.:]*(?:\s[^;]*)?;")
_SHOWN = 5
READ: Mapping[Kind, int] = MappingProxyType({Kind.PTX: 8 * 1024 * 1024, Kind.BINARY: 0})


def device_code(source: SourceFile, kind: Kind, causes: Causes, options: FileOptions) -> FileResult:
    """What a file of PTX or a binary is; ``source`` holds the first ``READ`` of its bytes."""
    if kind is Kind.PTX:
        place, api, message = _ptx(source.data, len(source.data) < READ[kind])
        rule, advice = (
            _PTX,
            "port the source that it was compiled from, and load the code object of that",
        )
    else:
        place, api, rule = Span(0, 0), source.path.rpartition("/")[2], _BINARY
        message = "machine code for one of NVIDIA's GPUs runs on no other vendor's"
        advice = "compile it from its source"
    what = (rule, Status.MANUAL, api, message, *place, advice, "", None)
    finding = Finding(*what, *causes.of_tool(rule))
    reference = Reference(*place, api, Status.MANUAL, rule)
    orders = Suppressions(everywhere=options.ignore)
    references, findings = suppress.settle(orders, (reference,), (finding,))
    return FileResult(
        source.path,
        Outcome.UNCHANGED,
        references=references,
        findings=findings,
        lines=line_starts(source.data) if kind is Kind.PTX else (0,),
    )


def _ptx(data: bytes, whole: bool) -> tuple[Span, str, str]:
    """Where the first kernel is named, what the ledger calls the file, and what to say of it."""
    code = _COMMENT.sub(lambda match: re.sub(rb"[^\n]", b" ", match.group()), data)
    entries = list(_ENTRY.finditer(code))
    names = [match.group(1).decode("utf-8", "replace") for match in entries]
    target = _TARGET.search(code)
    built = f" for {target.group(1).decode()}" if target else ""
    count = len(_INSTRUCTION.findall(code))
    size = f"{'' if whole else 'more than '}{count} instructions"
    message = f"PTX{built} runs on no other vendor's GPU: {_listed(names)}{size}"
    place = Span(*entries[0].span(1)) if entries else Span(0, 0)
    return place, f"PTX{built}", message


def _listed(names: Sequence[str]) -> str:
    """The kernels, the first few by name."""
    if not names:
        return "no kernel, "
    shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    return f"{len(names)} kernel{'s' * (len(names) > 1)} ({shown}), "
