"""Edits of build files: what they say to CUDA's tools, said to the target's.

In go the bytes of one build file, the target's tables and what the tree says of it; out come
changes, each with its edits and the bytes that it settles. What a change is not certain of stays as
it is, with its finding. Nothing is applied here, and no tool is run.
"""

from __future__ import annotations

from types import MappingProxyType

from migrate.build.replace.changes import Change, Tools
from migrate.build.replace.cmake import cmake_changes
from migrate.build.replace.makefile import makefile_changes
from migrate.build.replace.projects import project_changes
from migrate.build.replace.script import script_changes
from migrate.build.replace.shellcalls import shell_changes
from migrate.build.replace.sources import name_changes
from migrate.files.kinds import Kind
from migrate.text.lexer import Spans

_CHANGES = MappingProxyType(
    {
        Kind.CMAKE: cmake_changes,
        Kind.MAKE: makefile_changes,
        Kind.MSBUILD: project_changes,
        Kind.PYTHON: script_changes,
        Kind.SHELL: shell_changes,
    }
)


def changes(data: bytes, kind: Kind, left: Spans, tools: Tools) -> list[Change]:
    """The changes of a build file outside of what is ``left`` alone."""
    makes = _CHANGES.get(kind)
    if makes is None:
        return []
    found = makes(data, left, tools)
    if tools.names.renames:
        found += name_changes(data, kind, left, tools.names, tools.path)
    return found
