"""The options of ``migrate verify`` that name a compiler, and a program to run.

Types only, as in ``options``, which has those that it shares with other commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from migrate.command.parameters import Option

_PROGRAM = "Compiler and program"

CompilerOption = Annotated[
    str | None,
    Option(
        "--compiler",
        metavar="PROGRAM",
        help="A compiler of the target, if not found.",
        panel=_PROGRAM,
    ),
]
Static = Annotated[bool, Option("--static", help="Do without a compiler.", panel=_PROGRAM)]
RunOption = Annotated[
    bool,
    Option(
        "--run",
        help="Run the program, and compare with what it did before.",
        panel=_PROGRAM,
    ),
]
RunArgs = Annotated[
    str | None,
    Option("--run-args", metavar="WORDS", help="Arguments of the program.", panel=_PROGRAM),
]
RunDir = Annotated[
    Path | None,
    Option(
        "--run-dir",
        metavar="DIR",
        help="Where it runs, if not in a copy of the PATH.",
        panel=_PROGRAM,
    ),
]
RunTimeout = Annotated[
    int | None,
    Option(
        "--run-timeout",
        least=1,
        metavar="SECONDS",
        help="How long it may take; 60, for SYCL 300.",
        panel=_PROGRAM,
    ),
]
Link = Annotated[
    list[str] | None,
    Option(
        "--link",
        metavar="LIBRARY",
        help="What it links with, if not what is derived.",
        panel=_PROGRAM,
    ),
]
Expected = Annotated[
    Path | None,
    Option(
        "--expected",
        metavar="FILE",
        help="What it printed before the port.",
        panel=_PROGRAM,
    ),
]
Tolerance = Annotated[
    float | None,
    Option(
        "--tolerance",
        metavar="SHARE",
        help="How far numbers may differ; 1e-4.",
        panel=_PROGRAM,
    ),
]
Record = Annotated[
    Path | None,
    Option(
        "--record",
        metavar="FILE",
        help="Run the original with CUDA; write what it prints to FILE.",
        panel=_PROGRAM,
    ),
]
With = Annotated[
    str | None,
    Option(
        "--with",
        metavar="TARGET",
        help="Record what the port to another target prints: sycl.",
        panel=_PROGRAM,
    ),
]
SyclEnv = Annotated[
    Path | None,
    Option(
        "--sycl-env",
        metavar="DIR",
        help="The environment of migrate sycl-env.",
        panel=_PROGRAM,
    ),
]
