"""A report that was verified, made by hand: every judgement, a header, a unit without a place."""

from __future__ import annotations

from dataclasses import replace

from migrate.compact import packed
from migrate.files.source import line_starts
from migrate.model import (
    Edit,
    Effort,
    FileResult,
    Finding,
    Outcome,
    Reference,
    Report,
    RuleInfo,
    Status,
    Target,
)
from migrate.proof import (
    Check,
    CompiledUnit,
    Compiler,
    Judgement,
    Problem,
    ProgramRun,
    UnitOutcome,
    Verification,
)
from migrate.report.outputs.names import Originals

MAIN = (
    b"#include <cuda_runtime.h>\n"
    b"void f() {\n"
    b"  cudaGone(1,\n"
    b"           2);\n"
    b"  \tcudaMalloc(p);  // ```\n"
    b"}\n"
)
HEADER = b"inline void g() { cudaFree(0); }\n"
OTHER = b"int main() { return old; }\n"
SOURCES = {"src/main.cu": MAIN, "src/head er.h": HEADER, "src/other.cu": OTHER}

_GONE, _MALLOC = MAIN.index(b"cudaGone"), MAIN.index(b"cudaMalloc")
_PORTED = MAIN.replace(b"cuda_runtime.h", b"hip/hip_runtime.h").replace(b"cudaM", b"hipM")

PROBLEMS = (
    Problem(
        Check.ARGUMENTS,
        Judgement.SILENT,
        "src/main.cu",
        _MALLOC,
        _MALLOC + 10,
        "hipMalloc is called with 1 argument; HIP 5.2 takes 2",
        5,
        "hipMalloc(p);  // ```",
    ),
    Problem(
        Check.COMPILES,
        Judgement.EXPECTED,
        "src/main.cu",
        MAIN.index(b"2);"),
        MAIN.index(b"2);") + 1,
        "use of undeclared identifier 'cudaGone'",
        4,
        "2);",
        "hip/names/runtime",
        "src/main.cu",
    ),
    Problem(
        Check.COMPILES,
        Judgement.FOLLOWS,
        "src/main.cu",
        2,
        3,
        "expected expression",
        1,
        "#include <hip/hip_runtime.h>",
        "",
        "src/main.cu",
    ),
    Problem(
        Check.COMPILES,
        Judgement.SILENT,
        "src/head er.h",
        18,
        26,
        "no matching function for call to 'hipFree'",
        1,
        "inline void g() { hipFree(0); }",
        "",
        "src/main.cu",
    ),
    Problem(
        Check.COMPILES,
        Judgement.BEFORE,
        "src/other.cu",
        OTHER.index(b"old"),
        OTHER.index(b"old") + 3,
        "use of undeclared identifier 'old'",
        1,
        OTHER.decode().strip(),
        "",
        "src/other.cu",
    ),
    Problem(
        Check.COMPILES,
        Judgement.SETUP,
        "src/other.cu",
        0,
        0,
        "'mpi.h' file not found",
        1,
        "",
        "",
        "src/other.cu",
    ),
)

UNITS = (
    CompiledUnit("src/good.cu", UnitOutcome.COMPILED, 1.5),
    CompiledUnit("src/main.cu", UnitOutcome.SILENT, 0.7, 3, PROBLEMS[3].message),
    CompiledUnit("src/other.cu", UnitOutcome.SETUP, 0.2, 2, "'mpi.h' file not found"),
    CompiledUnit("src/slow.cu", UnitOutcome.TIMED_OUT, 60.0, 0, "it took longer than 60 seconds"),
)

VERIFICATION = Verification(
    counts={Check.NAMES: 12, Check.ARGUMENTS: 4, Check.COMPILES: 4, Check.STABLE: 3},
    skipped={Check.INCLUDES: "what HIP declares is not known"},
    problems=PROBLEMS,
    compiler=Compiler("/usr/bin/hipcc", "HIP version: 5.2.0", "5.2", "gfx90a"),
    units=UNITS,
    runs=(ProgramRun("main", "the CUDA build", same=True, verdict="the same 3 lines"),),
)

STATIC = Verification({Check.STABLE: 3}, {Check.COMPILES: "left out (--static)"})


def verified(found: Verification | None = VERIFICATION) -> Report:
    """The report on ``SOURCES``; with the findings that ``migrate verify`` makes of it."""
    main = FileResult(
        "src/main.cu",
        Outcome.PORTED,
        references=(
            Reference(_GONE, _GONE + 8, "cudaGone", Status.MANUAL, "hip/names/runtime"),
            Reference(_MALLOC, _MALLOC + 10, "cudaMalloc", Status.PORTED, "hip/names/runtime"),
        ),
        findings=(
            Finding(
                "hip/names/runtime",
                Status.MANUAL,
                "cudaGone",
                "there is no such thing",
                _GONE,
                MAIN.index(b");\n  \t") + 1,
                effort=Effort.HOURS,
                cause="there is no such thing",
            ),
            *_findings(found, "src/main.cu"),
        ),
        edits=(
            Edit(10, 24, b"hip/hip_runtime.h"),
            Edit(_MALLOC, _MALLOC + 10, b"hipMalloc"),
        ),
        packed=packed(_PORTED),
        lines=line_starts(MAIN),
    )
    header = FileResult(
        "src/head er.h",
        Outcome.PORTED,
        findings=_findings(found, "src/head er.h"),
        edits=(Edit(18, 22, b"hip"),),
        packed=packed(HEADER.replace(b"cuda", b"hip")),
        lines=line_starts(HEADER),
    )
    other = FileResult("src/other.cu", Outcome.UNCHANGED, lines=line_starts(OTHER))
    more = tuple(FileResult(f"src/{name}.cu", Outcome.UNCHANGED) for name in ("good", "slow"))
    return Report(
        "0.1.0",
        Target("hip", "5.2"),
        (header, main, other, *more),
        1,
        {"migrate/does-not-compile": RuleInfo("migrate/does-not-compile", "Error of a compiler")},
        verification=found,
    )


def hostile(words: str) -> Verification:
    """A verification in which every text is ``words``."""
    problem = replace(PROBLEMS[0], message=words, text=words, because=words, unit=words)
    return Verification(
        {Check.NAMES: 1},
        {Check.INCLUDES: words},
        (problem, replace(problem, judgement=Judgement.EXPECTED)),
        Compiler(words, words, words, words),
        (CompiledUnit(words, UnitOutcome.SETUP, 1.0, 1, words),),
        (ProgramRun(words, words, same=False, verdict=words),),
    )


def _findings(found: Verification | None, path: str) -> tuple[Finding, ...]:
    ids = {Check.COMPILES: "migrate/does-not-compile", Check.ARGUMENTS: "migrate/argument-count"}
    return tuple(
        Finding(ids[item.check], Status.MANUAL, "", item.message, item.start, item.end)
        for item in (found.silent if found is not None else ())
        if item.path == path
    )


originals: Originals = SOURCES.get
