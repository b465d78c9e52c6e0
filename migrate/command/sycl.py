"""``migrate sycl-env``: a SYCL environment in a folder, made or looked at.

What comes in are the folder and what is wanted in it; what goes out are lines and an exit code: 0
where the environment is complete. How it is made is known to ``migrate.sycl``.
"""

from __future__ import annotations

from pathlib import Path

from migrate.command.console import print_lines, tell
from migrate.sycl.environment import VARIABLE, default_folder, missing
from migrate.sycl.install import make, plan


def make_environment(folder: Path | None, *, libraries: bool, check: bool) -> int:
    """Make the environment in ``folder``, or say what it lacks."""
    root = (folder or default_folder()).absolute()
    lacking = missing(root, libraries=libraries)
    if check or not lacking:
        print_lines([f"{root} lacks {item}" for item in lacking] or _complete(root))
        return 1 if lacking else 0
    wanted = plan(root, libraries=libraries)
    count = len(wanted.packages)
    tell(f"SYCL environment in {root}")
    if count:
        tell(
            f"{count} package{'' if count == 1 else 's'} to download with pip, about "
            f"{wanted.download} MB, which take {wanted.disk} MB of disk; their licences are "
            "Intel's, and lie beside them"
        )
    for step in make(wanted):
        tell(f"  {step}")
    print_lines(_complete(root))
    return 0


def _complete(root: Path) -> list[str]:
    lines = [f"{root} is complete"]
    if root != default_folder().absolute():
        lines.append(f"it is found with {VARIABLE}={root}")
    return lines
