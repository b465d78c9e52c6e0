"""CUDA inside string literals: names looked up at run time, kernels compiled at run time. Never
edited.

What comes in are a scan, the rules and the tree; what goes out are references with findings, one at
most for each literal, or for adjacent literals that the compiler joins. A name that is only printed
(``"cudaMalloc failed"``) is not one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from migrate.model import Announces, Effort, Finding, Reference, Span, Status
from migrate.regex import regex
from migrate.rules.causes import Work
from migrate.rules.ruleset import RuleSet
from migrate.text.lexer import trivia
from migrate.tree.scan import Scan

_NAME = regex(rb"[A-Za-z_]\w{3,}")
_NAMESPACES = frozenset({b"cuda", b"thrust"})  # no symbol is called so, but a library may be
_SOURCE = regex(
    rb"__global__|__device__|__shared__|\bthreadIdx\s*\.|\bblockIdx\s*\.|#\s*include\s*[<\"]cuda"
)
# The file of a library, as it is loaded: "libcublas.so.12", "cublas64_12.dll".
_FILE = regex(
    rb"""(?:[^"]*[/\\])?(?:
        lib(?P<so>[A-Za-z][\w-]*)\.so[\d.]* | (?P<dll>nvcuda(?=\.)|\w+?(?=(?:64|32)_))\w*\.dll
    )""",
    re.VERBOSE,
)
_LIBRARIES = frozenset(
    "cuda cudart cublas cublasLt cudnn cufft curand cusolver cusparse cupti nvrtc nccl "
    "nvidia-ml".split()
)
# What in a source asks for more than the names it uses: assembly, headers, and numbers of lanes.
_ASKS = regex(
    rb"\basm\b|#\s*include\s*[<\"](?:cu|nv|sm_|mma|cooperative)|\bwarpSize\b|0x[fF]{8}\b|[%&/]\s*3[12]\b"
)
# A command of CUDA's, as a shell or `exec` is given it, and calls that run commands.
_TOOLS = (
    b"nvidia-smi nvcc nvprof nsys ncu cuda-memcheck compute-sanitizer cuda-gdb cuobjdump nvdisasm "
    b"ptxas nvlink fatbinary bin2c"
).split()
_COMMAND = regex(
    rb"""(?:[^"\s]*[/\\])?(?P<tool>%b)(?:\.exe)?(?=[\s;|&<>]|\Z)""" % b"|".join(_TOOLS)
)
_RUNS = regex(
    rb"(?<![\w.>])(?:(?:std)?\s*::\s*)?(?:_?w?system|_?w?popen|exec[lv][pe]*|posix_spawnp?|_spawn\w+"
    rb"|CreateProcess[AW]?|ShellExecute[AW]?|WinExec)\s*\("
)
# What stands before a text that is only shown.
_SHOWN = regex(
    rb"(?:\b(?:cerr|cout|clog)\s*<<\s*"
    rb"|\b(?:f?printf|puts|fputs|perror|\w*[eE]rror|\w*[wW]arn(?:ing)?|\w*LOG\w*|log)\s*\("
    rb"(?:[^();\"]*,)?\s*)\Z"
)
_PTX = regex(rb"\.version\s+\d+\.\d+.*\.target\s+sm_", re.DOTALL)
# What may stand between two literals that are one: blanks, comments, macros, the second's prefix.
_GLUE = regex(rb"(?>\s+|\\\r?\n|//[^\n]*|/\*.*?\*/|[A-Za-z_]\w*)*+", re.DOTALL)
_ESCAPE = regex(rb"\\(\r?\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"\n": b"", b"\r\n": b""}
_WORD = regex(rb"[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*")
_NAMED = 8  # names of a source that a finding lists
# An option that only NVIDIA's run-time compiler takes, or its beginning where the rest is appended.
_OPTION = regex(
    rb"""--?(?:
        (?:gpu-architecture|arch)=(?:sm_|compute_|lto_)?\w*
      | (?:use_fast_math|fmad|ftz|prec-div|prec-sqrt|extra-device-vectorization|restrict|dopt
          |maxrregcount|relocatable-device-code|rdc|extensible-whole-program|ptxas-options
          |device-debug|generate-line-info|lineinfo|default-device
          |device-as-default-execution-space)\b.*
    )""",
    re.VERBOSE,
)
_LOOKUPS = (b"dlsym", b"dlvsym", b"GetProcAddress", b"cudaGetDriverEntryPoint")


def references(scan: Scan, rules: RuleSet) -> Iterator[tuple[Reference, Finding]]:
    """The literals that hold a name to look up or a source to compile."""
    looks_up = any(function in scan.data for function in _LOOKUPS)
    compiles = b"nvrtcCompileProgram" in scan.data
    names_tool = any(tool in scan.data for tool in _TOOLS)
    runs = names_tool and _RUNS.search(scan.data) is not None
    for literals in _joined(scan):
        span = Span(literals[0].start, literals[-1].end)
        if (
            span.end - span.start < 6
            or _in_directive_text(scan, span)
            or scan.branches.at(span.start).left_alone
        ):
            continue
        text = b"".join(_value(scan.data, literal) for literal in literals)
        found = _examine(scan, span, text, rules, looks_up)
        if found is None and runs:
            found = _command(scan, span, text, rules)
        if found is None and compiles and _OPTION.fullmatch(text):
            found = _option(scan, span, text, rules)
        if found is not None:
            yield found


def _joined(scan: Scan) -> Iterator[list[Span]]:
    """The string literals, those that the compiler joins together; none across a reference."""
    starts = {token.start for token in scan.tokens}
    run: list[Span] = []
    for span in scan.trivia.strings.spans:
        if scan.data[span.start] == 0x27:
            continue
        if run:
            glued = _GLUE.fullmatch(scan.data, run[-1].end, span.start)
            if not glued or any(at in starts for at in range(run[-1].end, span.start)):
                yield run
                run = []
        run.append(span)
    if run:
        yield run


def _value(data: bytes, literal: Span) -> bytes:
    """What a literal stands for: without prefix and quotes, escapes resolved as far as they matter
    here.
    """
    text = data[literal.start : literal.end]
    if data[literal.start - 1 : literal.start] == b"R":
        return text[text.find(b"(") + 1 : text.rfind(b")")]
    body = text[1:].removesuffix(b'"')
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), body)


def _examine(
    scan: Scan, span: Span, text: bytes, rules: RuleSet, looks_up: bool
) -> tuple[Reference, Finding] | None:
    """What a literal of the value ``text`` is; a bare name counts only in a file that finds symbols
    by name (``looks_up``).
    """
    if _NAME.fullmatch(text):
        api = text.decode()
        verdict = rules.verdict(api)
        if verdict is None or verdict.status is Status.NATIVE or not looks_up:
            return None
        if text in _NAMESPACES or _is_shown(scan, span):
            return None
        becomes = f"write {verdict.target} there" if verdict.target else verdict.message
        message = f'"{api}" is looked up by name at run time; strings are not rewritten'
        work = rules.causes.of_tool("migrate/name-in-string")
        return _pair(scan, span, api, "migrate/name-in-string", message, becomes, work)
    library = _library(scan, span, text, rules)
    if library is not None:
        return library
    work = rules.causes.of_tool("migrate/source-in-string")
    if _SOURCE.search(text):
        return _source(scan, span, text, rules)
    if _PTX.search(text):
        message = "a PTX program in a string runs on no other vendor's chip"
        advice = "compile the kernel from its source"
        return _pair(scan, span, "PTX", "migrate/source-in-string", message, advice, work)
    return None


def _is_shown(scan: Scan, span: Span) -> bool:
    """Whether a text is only printed, or that of an error."""
    return _SHOWN.search(scan.data[max(0, span.start - 80) : span.start]) is not None


def _library(
    scan: Scan, span: Span, text: bytes, rules: RuleSet
) -> tuple[Reference, Finding] | None:
    """What is to be said of the file name of one of CUDA's libraries."""
    file = _FILE.fullmatch(text)
    if file is None:
        return None
    name = (file["so"] or file["dll"]).decode().replace("nvcuda", "cuda")
    counterpart = rules.build.libraries.get(name)
    if counterpart is None and name not in _LIBRARIES:
        return None
    advice = f"load the library of {rules.info.title} instead"
    if counterpart is not None and counterpart.link:
        there = f"{counterpart.link}.dll" if file["dll"] else f"lib{counterpart.link}.so"
        advice = f"load {there} instead, whose versions are not CUDA's"
    elif counterpart is not None:
        advice = counterpart.note
    rule = "migrate/library-in-string"
    message = "a library of CUDA's is loaded by its file name at run time"
    api, work = f'"{text.decode()}"', rules.causes.of_tool(rule)
    return _pair(scan, span, api, rule, message, advice, work)


def _source(scan: Scan, span: Span, text: bytes, rules: RuleSet) -> tuple[Reference, Finding]:
    """What is to be said of a program text: nothing is asked for where all of it stays."""
    rule, names = "migrate/source-in-string", _names(text, rules)
    work = rules.causes.of_tool(rule)
    if not names and not _ASKS.search(text):
        message = (
            "CUDA source in a string is compiled at run time: "
            f"{rules.info.title} knows what it uses under the same names"
        )
        stays = Work(Effort.NONE, work.cause, Announces.NOTHING)
        return _pair(scan, span, "CUDA source", rule, message, "", stays, Status.INFO)
    uses = _listed(names)
    lacking = _lacking(names, rules)
    if lacking and any(token.text in lacking for token in scan.tokens):
        message = f"CUDA source in a string{uses} is for what {rules.info.title} does not have"
        stays = Work(Effort.NONE, work.cause, Announces.NOTHING)
        return _pair(scan, span, "CUDA source", rule, message, "", stays, Status.INFO)
    message = f"CUDA source in a string{uses} is compiled at run time and is not rewritten"
    advice = f"port the text by hand, or move it to a file that is ported to {rules.info.title}"
    return _pair(scan, span, "CUDA source", rule, message, advice, work)


def _command(
    scan: Scan, span: Span, text: bytes, rules: RuleSet
) -> tuple[Reference, Finding] | None:
    """What is to be said of a command line, in a file that runs some."""
    tool = _COMMAND.match(text.lstrip())
    if tool is None or _is_shown(scan, span):
        return None
    rule = "migrate/command-in-string"
    message = (
        f"{tool['tool'].decode()} comes with CUDA only: on a machine without it the call fails"
    )
    advice = rules.info.commands or f"call what {rules.info.title} has instead"
    command = f'"{tool["tool"].decode()}"'
    work = rules.causes.of_tool(rule)
    return _pair(scan, span, command, rule, message, advice, work, Status.REVIEW)


def _names(text: bytes, rules: RuleSet) -> list[str]:
    """The names of CUDA's in a source that do not stay as they are, as they first stand there."""
    skip = trivia(text).both
    words = (match for match in _WORD.finditer(text) if not skip.at(match.start()))
    names = dict.fromkeys(match[0].decode() for match in words)
    found = ((name, rules.verdict(name)) for name in names)
    return [name for name, verdict in found if verdict and verdict.status is not Status.NATIVE]


def _lacking(names: Sequence[str], rules: RuleSet) -> frozenset[str]:
    """All of ``names``, if the target has a counterpart for none of them, and none is a function of
    the device by its name: to leave that out needs another text.
    """
    verdicts = map(rules.verdict, names)
    found = {each.name for each in verdicts if each is not None and not each.target}
    is_whole = len(found) == len(names) and not any(name.startswith("__") for name in names)
    return frozenset(found if is_whole else ())


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
    return f" that uses {shown}" if shown else ""


def _option(scan: Scan, span: Span, text: bytes, rules: RuleSet) -> tuple[Reference, Finding]:
    """What is to be said of an option for the run-time compiler."""
    option = f'"{text.decode("utf-8", "replace")}"'
    message = f"the run-time compiler of {rules.info.title} does not take this option, or not so"
    verdict = rules.verdict("nvrtcCompileProgram")
    advice = verdict.message if verdict is not None else ""
    work = rules.causes.of_tool("migrate/option-in-string")
    if verdict is not None and verdict.cause:  # one thing to decide: the call says the same
        work = work._replace(cause=verdict.cause)
    return _pair(scan, span, option, "migrate/option-in-string", message, advice, work)


def _in_directive_text(scan: Scan, span: Span) -> bool:
    """Whether the literal is an include path or part of an ``#error`` message."""
    directive = scan.directives.at(span.start)
    return directive is not None and directive.keyword in ("include", "error", "warning", "line")


def _pair(
    scan: Scan,
    span: Span,
    api: str,
    rule: str,
    message: str,
    advice: str,
    work: Work,
    status: Status = Status.MANUAL,
) -> tuple[Reference, Finding]:
    branch = scan.branches.at(span.start).branch
    what = (rule, status, api, message, span.start, span.end, advice, branch, None)
    counted = Status.NATIVE if status is Status.INFO else status
    return Reference(span.start, span.end, api, counted, rule), Finding(*what, *work)
