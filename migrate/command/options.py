"""The options of the command line, as the commands share them.

Types only: what an option is called, what it takes and what ``--help`` says of it.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from migrate.settings.config import Apply, Build, FailOn, LaunchSyntax

# Where --help shows an option; those that every command has stand without.
_TARGET = "What to port to"
_SOURCES = "What is read"
_WRITTEN = "What is written"
_REPORT = "Reports"
_COUNTS = "What counts"
_SURE = "Certainty"
_PROGRAM = "Compiler and program"
_RUN = "The run"

Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="Files, or folders with .cu .cuh .c .cc .cpp .cxx .h .hh .hpp .hxx .inl .ipp files; "
        "build files (CMake, Make, setup.py, ...) and .ptx are reported on.",
    ),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="TARGET[@VERSION]",
        help="What to port to; hip if not said.",
        rich_help_panel=_TARGET,
    ),
]
Arch = Annotated[
    str | None,
    typer.Option(
        "--arch",
        metavar="NAME,...",
        help="GPUs to port to: gfx90a,gfx1100; all if not said.",
        rich_help_panel=_TARGET,
    ),
]
Reports = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="[FORMAT=]FILE",
        help="Also write a report; its suffix is the format if it is not said.",
        rich_help_panel=_REPORT,
    ),
]
Tree = Annotated[Path, typer.Argument(metavar="OUT", help="A tree that migrate port -o made.")]


Begun = Annotated[Path, typer.Argument(metavar="[PATH]", help="A folder; here if not said.")]


class StatusForm(Enum):
    """How a status is shown."""

    TEXT = "text"
    JSON = "json"


StatusFormat = Annotated[StatusForm, typer.Option("--format", help="For people, or for programs.")]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="GLOB",
        help="Leave these alone; as .gitignore writes it.",
        rich_help_panel=_SOURCES,
    ),
]
ForceExclude = Annotated[
    bool | None,
    typer.Option(
        "--force-exclude",
        help="Exclude files even if they are PATHs themselves.",
        rich_help_panel=_SOURCES,
    ),
]
Rules = Annotated[
    list[str] | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        help="Your own names and rules, which come first.",
        rich_help_panel=_TARGET,
    ),
]
SemanticOption = Annotated[
    bool | None,
    typer.Option(
        "--semantic/--no-semantic",
        show_default=False,
        help="Parse the sources with libclang, for certainty; done if there is a compile database.",
        rich_help_panel=_SURE,
    ),
]
CompileCommands = Annotated[
    Path | None,
    typer.Option(
        "--compile-commands",
        metavar="PATH",
        help="compile_commands.json, or its folder; one at a PATH or its build/ is found.",
        rich_help_panel=_SURE,
    ),
]
CudaPath = Annotated[
    Path | None,
    typer.Option(
        "--cuda-path",
        metavar="DIR",
        help="A CUDA SDK's headers, if there is one.",
        rich_help_panel=_SURE,
    ),
]
NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help="Make all anew, and keep nothing of it.", rich_help_panel=_RUN),
]
FailOnOption = Annotated[
    FailOn | None,
    typer.Option("--fail-on", help="From what on the exit code is 1.", rich_help_panel=_COUNTS),
]
ShowInfo = Annotated[
    bool | None,
    typer.Option(
        "--show-info", help="Show remarks, which ask for nothing, too.", rich_help_panel=_COUNTS
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", min=1, metavar="N", help="Processes to use.", rich_help_panel=_RUN),
]
FileTimeout = Annotated[
    int | None,
    typer.Option(
        "--file-timeout",
        min=0,
        metavar="SECONDS",
        help="What a file may take; 60, 0: no limit.",
        rich_help_panel=_RUN,
    ),
]
FileMemory = Annotated[
    int | None,
    typer.Option(
        "--file-memory",
        min=0,
        metavar="MIB",
        help="What a file may take; 4096, 0: no limit.",
        rich_help_panel=_RUN,
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but what was asked for.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say what is done, and with what.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="DIR",
        help="Write a complete new tree; in one that was ported before, edits by hand stay.",
        rich_help_panel=_WRITTEN,
    ),
]
InPlace = Annotated[
    bool, typer.Option("--in-place", help="Replace the sources.", rich_help_panel=_WRITTEN)
]
Diff = Annotated[
    bool, typer.Option("--diff", help="Print a patch for git apply.", rich_help_panel=_WRITTEN)
]
ApplyOption = Annotated[
    Apply | None,
    typer.Option(
        "--apply", help="Which fixes are made; safe if not said.", rich_help_panel=_WRITTEN
    ),
]
Launch = Annotated[
    LaunchSyntax | None,
    typer.Option(
        "--launch-syntax", help="How kernel launches are written.", rich_help_panel=_WRITTEN
    ),
]
BuildOption = Annotated[
    Build | None,
    typer.Option(
        "--build",
        help="Whether build files are edited; they are if not said, where the target has tables.",
        rich_help_panel=_WRITTEN,
    ),
]
OnlyChanged = Annotated[
    bool,
    typer.Option(
        "--only-changed", help="With -o: only the files that changed.", rich_help_panel=_WRITTEN
    ),
]
Rename = Annotated[
    bool | None,
    typer.Option(
        "--rename",
        help="Give files the target's suffixes; includes follow.",
        rich_help_panel=_WRITTEN,
    ),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="With -o: over what is there; what it replaces is kept aside.",
        rich_help_panel=_WRITTEN,
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="REV",
        help="With -o: only what has changed since a commit of git.",
        rich_help_panel=_SOURCES,
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="Only findings that FILE has not count.",
        rich_help_panel=_COUNTS,
    ),
]
WriteBaseline = Annotated[
    Path | None,
    typer.Option(
        "--write-baseline",
        metavar="FILE",
        help="Write the findings there are, as known, to FILE.",
        rich_help_panel=_COUNTS,
    ),
]
FormatOption = Annotated[
    str,
    typer.Option(
        "--format",
        help="full, concise, grouped or summary; html, json, jsonl, sarif, rdjson, rdjsonl, "
        "github, gitlab, junit, csv, markdown, diff or clang-yaml.",
        rich_help_panel=_REPORT,
    ),
]
SummaryOption = Annotated[
    bool,
    typer.Option(
        "--summary",
        help="For a decision: what ports, what is left, what it costs.",
        rich_help_panel=_REPORT,
    ),
]
CompilerOption = Annotated[
    str | None,
    typer.Option(
        "--compiler",
        metavar="PROGRAM",
        help="A compiler of the target, if not found.",
        rich_help_panel=_PROGRAM,
    ),
]
Static = Annotated[
    bool, typer.Option("--static", help="Do without a compiler.", rich_help_panel=_PROGRAM)
]
RunOption = Annotated[
    bool,
    typer.Option(
        "--run",
        help="Run the program, and compare with what it did before.",
        rich_help_panel=_PROGRAM,
    ),
]
RunArgs = Annotated[
    str | None,
    typer.Option(
        "--run-args", metavar="WORDS", help="Arguments of the program.", rich_help_panel=_PROGRAM
    ),
]
RunDir = Annotated[
    Path | None,
    typer.Option(
        "--run-dir",
        metavar="DIR",
        help="Where it runs, if not in a copy of the PATH.",
        rich_help_panel=_PROGRAM,
    ),
]
RunTimeout = Annotated[
    int | None,
    typer.Option(
        "--run-timeout",
        min=1,
        metavar="SECONDS",
        help="How long it may take; 60.",
        rich_help_panel=_PROGRAM,
    ),
]
Link = Annotated[
    list[str] | None,
    typer.Option(
        "--link",
        metavar="LIBRARY",
        help="What it links with, if not what is derived.",
        rich_help_panel=_PROGRAM,
    ),
]
Expected = Annotated[
    Path | None,
    typer.Option(
        "--expected",
        metavar="FILE",
        help="What it printed before the port.",
        rich_help_panel=_PROGRAM,
    ),
]
Tolerance = Annotated[
    float | None,
    typer.Option(
        "--tolerance",
        metavar="SHARE",
        help="How far numbers may differ; 1e-4.",
        rich_help_panel=_PROGRAM,
    ),
]
Record = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="FILE",
        help="Run the original with CUDA; write what it prints to FILE.",
        rich_help_panel=_PROGRAM,
    ),
]
BugReport = Annotated[
    Path | None,
    typer.Option(
        "--bug-report",
        metavar="FILE",
        help="Write what nothing announced, ready to be reported.",
        rich_help_panel=_REPORT,
    ),
]
Names = Annotated[list[str], typer.Argument(metavar="NAME", help="CUDA names or headers.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID", help="As reports show them.")]
NewRule = Annotated[
    str, typer.Argument(metavar="TARGET/AREA/NAME", help="The id it shall have: hip/memory/copies.")
]
NewRules = Annotated[
    Path, typer.Option("--rules", metavar="DIR", help="Where it shall lie, laid out like rules/.")
]
RulesFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Laid out like rules/.")]
Update = Annotated[bool, typer.Option("--update", help="Write the golden files anew.")]
SyclFolder = Annotated[
    Path | None,
    typer.Argument(
        metavar="DIR",
        show_default=False,
        help="Where it is made, or made complete; a folder of your cache if not said.",
    ),
]
SyclLibraries = Annotated[
    bool,
    typer.Option(
        "--libraries",
        help="With oneMKL, for programs of cuBLAS, cuFFT, cuRAND, cuSOLVER and cuSPARSE.",
    ),
]
SyclCheck = Annotated[
    bool, typer.Option("--check", help="Say whether it is complete; make and download nothing.")
]
