"""The options of the command line, as the commands share them.

Types only: what an option is called, what it takes and what ``--help`` says of it.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

from migrate.command.parameters import Argument, Option
from migrate.settings.config import Apply, Build, Executor, FailOn, LaunchSyntax, Warp

# Where --help shows an option; those that every command has stand without.
_TARGET = "What to port to"
_SOURCES = "What is read"
_WRITTEN = "What is written"
_REPORT = "Reports"
_COUNTS = "What counts"
_SURE = "Certainty"
_RUN = "The run"

Paths = Annotated[
    list[Path],
    Argument(
        metavar="PATH",
        help="Files, or folders with .cu .cuh .c .cc .cpp .cxx .h .hh .hpp .hxx .inl .ipp files; "
        "build files (CMake, Make, setup.py, ...) and .ptx are reported on.",
    ),
]
To = Annotated[
    str | None,
    Option(
        "--to",
        metavar="TARGET[@VERSION]",
        help="What to port to; hip if not said. check shows several side by side: hip,sycl or all.",
        panel=_TARGET,
    ),
]
Arch = Annotated[
    str | None,
    Option(
        "--arch",
        metavar="NAME,...",
        help="GPUs to port to: gfx90a,gfx1100; all if not said.",
        panel=_TARGET,
    ),
]
WarpOption = Annotated[
    Warp | None,
    Option(
        "--warp",
        help="Write for warps as wide as the GPU's, or for 32 lanes on each, as CUDA's.",
        panel=_TARGET,
    ),
]
Reports = Annotated[
    list[str] | None,
    Option(
        "--report",
        metavar="[FORMAT=]FILE",
        help="Also write a report; its suffix is the format if it is not said.",
        panel=_REPORT,
    ),
]
Tree = Annotated[Path, Argument(metavar="OUT", help="A tree that migrate port -o made.")]
Begun = Annotated[Path, Argument(metavar="[PATH]", help="A folder; here if not said.")]


class StatusForm(Enum):
    """How a status is shown."""

    TEXT = "text"
    JSON = "json"


StatusFormat = Annotated[StatusForm, Option("--format", help="For people, or for programs.")]
Exclude = Annotated[
    list[str] | None,
    Option(
        "--exclude",
        metavar="GLOB",
        help="Leave these alone; as .gitignore writes it.",
        panel=_SOURCES,
    ),
]
ForceExclude = Annotated[
    bool | None,
    Option(
        "--force-exclude",
        help="Exclude files even if they are PATHs themselves.",
        panel=_SOURCES,
    ),
]
Rules = Annotated[
    list[str] | None,
    Option(
        "--rules",
        metavar="DIR",
        help="Your own names and rules, which come first.",
        panel=_TARGET,
    ),
]
SemanticOption = Annotated[
    bool | None,
    Option(
        "--semantic/--no-semantic",
        help="Parse the sources with libclang, for certainty; done if there is a compile database.",
        panel=_SURE,
    ),
]
CompileCommands = Annotated[
    Path | None,
    Option(
        "--compile-commands",
        metavar="PATH",
        help="compile_commands.json, or its folder; one at a PATH or its build/ is found.",
        panel=_SURE,
    ),
]
CudaPath = Annotated[
    Path | None,
    Option(
        "--cuda-path",
        metavar="DIR",
        help="A CUDA SDK's headers, if there is one.",
        panel=_SURE,
    ),
]
NoCache = Annotated[
    bool,
    Option("--no-cache", help="Make all anew, and keep nothing of it.", panel=_RUN),
]
FailOnOption = Annotated[
    FailOn | None,
    Option("--fail-on", help="From what on the exit code is 1.", panel=_COUNTS),
]
ShowInfo = Annotated[
    bool | None,
    Option("--show-info", help="Show remarks, which ask for nothing, too.", panel=_COUNTS),
]
Jobs = Annotated[
    int | None,
    Option("--jobs", least=1, metavar="N", help="Processes to use.", panel=_RUN),
]
ExecutorOption = Annotated[
    Executor | None,
    Option("--executor", help="Processes here, or the workers of a Dask cluster.", panel=_RUN),
]
Scheduler = Annotated[
    str | None,
    Option(
        "--scheduler",
        metavar="ADDRESS",
        help="With --executor dask: its scheduler, tcp://HOST:8786.",
        panel=_RUN,
    ),
]
FileTimeout = Annotated[
    int | None,
    Option(
        "--file-timeout",
        least=0,
        metavar="SECONDS",
        help="What a file may take; 60, 0: no limit.",
        panel=_RUN,
    ),
]
FileMemory = Annotated[
    int | None,
    Option(
        "--file-memory",
        least=0,
        metavar="MIB",
        help="What a file may take; 4096, 0: no limit.",
        panel=_RUN,
    ),
]
Quiet = Annotated[bool, Option("-q", "--quiet", help="Say nothing but what was asked for.")]
Verbose = Annotated[bool, Option("-v", "--verbose", help="Say what is done, and with what.")]
Output = Annotated[
    Path | None,
    Option(
        "-o",
        "--output",
        metavar="DIR",
        help="Write a complete new tree; in one that was ported before, edits by hand stay.",
        panel=_WRITTEN,
    ),
]
InPlace = Annotated[bool, Option("--in-place", help="Replace the sources.", panel=_WRITTEN)]
Diff = Annotated[bool, Option("--diff", help="Print a patch for git apply.", panel=_WRITTEN)]
ApplyOption = Annotated[
    Apply | None,
    Option("--apply", help="Which fixes are made; safe if not said.", panel=_WRITTEN),
]
Launch = Annotated[
    LaunchSyntax | None,
    Option("--launch-syntax", help="How kernel launches are written.", panel=_WRITTEN),
]
BuildOption = Annotated[
    Build | None,
    Option(
        "--build",
        help="Whether build files are edited: for both sides (dual, with --shim), or for the "
        "target alone; they are if not said, where the target has tables.",
        panel=_WRITTEN,
    ),
]
OnlyChanged = Annotated[
    bool,
    Option("--only-changed", help="With -o: only the files that changed.", panel=_WRITTEN),
]
Rename = Annotated[
    bool | None,
    Option(
        "--rename",
        help="Give files the target's suffixes; includes follow.",
        panel=_WRITTEN,
    ),
]
Shim = Annotated[
    bool | None,
    Option(
        "--shim",
        help="Keep CUDA's names: one header gives them the target's meaning.",
        panel=_WRITTEN,
    ),
]
ShimHeader = Annotated[
    str | None,
    Option(
        "--shim-header",
        metavar="NAME",
        help="Where that header lies below the first PATH.",
        panel=_WRITTEN,
    ),
]
Scaffold = Annotated[
    Path | None,
    Option(
        "--scaffold",
        metavar="DIR",
        help="Write a skeleton for each kernel that the target does not convert.",
        panel=_WRITTEN,
    ),
]
Force = Annotated[
    bool,
    Option(
        "--force",
        help="With -o: over what is there; what it replaces is kept aside.",
        panel=_WRITTEN,
    ),
]
Since = Annotated[
    str | None,
    Option(
        "--since",
        metavar="REV",
        help="With -o: only what has changed since a commit of git.",
        panel=_SOURCES,
    ),
]
Baseline = Annotated[
    Path | None,
    Option(
        "--baseline",
        metavar="FILE",
        help="Only findings that FILE has not count.",
        panel=_COUNTS,
    ),
]
WriteBaseline = Annotated[
    Path | None,
    Option(
        "--write-baseline",
        metavar="FILE",
        help="Write the findings there are, as known, to FILE.",
        panel=_COUNTS,
    ),
]
FormatOption = Annotated[
    str,
    Option(
        "--format",
        help="full, concise, grouped or summary; html, json, jsonl, sarif, rdjson, rdjsonl, "
        "github, gitlab, junit, csv, markdown, diff or clang-yaml.",
        panel=_REPORT,
    ),
]
SummaryOption = Annotated[
    bool,
    Option(
        "--summary",
        help="For a decision: what ports, what is left, what it costs.",
        panel=_REPORT,
    ),
]
BugReport = Annotated[
    Path | None,
    Option(
        "--bug-report",
        metavar="FILE",
        help="Write what nothing announced, ready to be reported.",
        panel=_REPORT,
    ),
]
Names = Annotated[list[str], Argument(metavar="NAME", help="CUDA names or headers.")]
Ids = Annotated[list[str], Argument(metavar="ID", help="As reports show them.")]
NewRule = Annotated[
    str, Argument(metavar="TARGET/AREA/NAME", help="The id it shall have: hip/memory/copies.")
]
NewRules = Annotated[
    Path, Option("--rules", metavar="DIR", help="Where it shall lie, laid out like rules/.")
]
RulesFolder = Annotated[Path, Argument(metavar="DIR", help="Laid out like rules/.")]
RuleIds = Annotated[
    list[str] | None, Argument(metavar="[ID]", help="The rules that are tested; all if not said.")
]
Update = Annotated[bool, Option("--update", help="Write the golden files anew.")]
SyclFolder = Annotated[
    Path | None,
    Argument(
        metavar="[DIR]",
        help="Where it is made, or made complete; a folder of your cache if not said.",
    ),
]
SyclLibraries = Annotated[
    bool,
    Option(
        "--libraries",
        help="With oneMKL, for programs of cuBLAS, cuFFT, cuRAND, cuSOLVER and cuSPARSE.",
    ),
]
SyclCheck = Annotated[
    bool, Option("--check", help="Say whether it is complete; make and download nothing.")
]
Root = Annotated[
    Path,
    Option("--root", metavar="DIR", help="Nothing outside is read or written; here if not said."),
]
Write = Annotated[bool, Option("--write", help="Let agents write ports below DIR.")]
Compile = Annotated[
    bool,
    Option("--compile", help="Let verify compile, which reads what sources include, outside, too."),
]
