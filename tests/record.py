"""``python -m tests.record [PROGRAM...]``: what the originals of the corpus print, as goldens.

Needs nvcc and one of NVIDIA's GPUs. What comes in are names of programs, all without any; what goes
out is ``corpus/<program>/expected.txt`` for each. A program that says why its output varies is left
out, and nothing is written where a program cannot be built or fails.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from tests.programs import PROGRAMS, Program


def command(program: Program) -> list[str]:
    """The command that records one program."""
    words = ["verify", str(program.sources), "--static", "--no-semantic", "--quiet"]
    return [sys.executable, "-m", "migrate", *words, "--record", str(program.expected)]


def record(program: Program) -> str:
    """Record one program; what went wrong, or nothing."""
    done = subprocess.run(command(program), capture_output=True, text=True, check=False)
    refused = "--record: " in done.stderr or not program.expected.exists()
    return done.stderr.strip() or "nothing was written" if refused else ""


def main(names: Sequence[str]) -> int:
    known = {program.name for program in PROGRAMS}
    if unknown := [name for name in names if name not in known]:
        sys.stderr.write(f"there is no program {unknown[0]}\n")
        return 2
    failed = 0
    for program in PROGRAMS:
        if names and program.name not in names:
            continue
        problem = "" if program.varies else record(program)
        failed += bool(problem)
        sys.stdout.write(f"{program.name}: {program.varies or problem or 'recorded'}\n")
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
