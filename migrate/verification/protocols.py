"""Which kind of compiler a target has: ``protocol`` of its ``[compile]``.

What comes in are the target and what is asked of a compiler; what goes out is a ``Toolchain``, or
None where none is installed.
"""

from __future__ import annotations

from migrate.model import UserError
from migrate.proof import Compiler
from migrate.rules.targets import Compiling, TargetInfo
from migrate.verification.compilers import CommandLine, find_command
from migrate.verification.single_source import find_single_source
from migrate.verification.toolchain import Asked, Toolchain
from migrate.verification.typed import find_types

_FINDERS = {"command": find_command, "single-source": find_single_source, "types": find_types}


def find(info: TargetInfo, asked: Asked) -> Toolchain | None:
    """The compiler of a target that the user names, or that is installed.

    Raises ``UserError`` where one is named that is not there, or that does not work.
    """
    facts = info.compiling
    if facts is not None:
        return _FINDERS[facts.protocol](info, facts, asked)
    if asked.program is not None:
        raise UserError(f"{info.name} has no compiler that migrate knows how to call")
    return None


def nameless(info: TargetInfo) -> Toolchain:
    """A compiler that is not called: units are listed for one."""
    return CommandLine(Compiler("", "", "", ""), info.compiling or Compiling())
