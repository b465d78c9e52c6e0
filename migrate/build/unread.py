"""Values of a CMake file that nothing in the tree reads.

What comes in are the bytes of a CMake file, the places of its findings, and what the texts of the
tree say; what goes out are the findings all of whose places stand in values that go to variables
which only such variables read, or messages. A name that may be one of CMake's own, or of somebody
else's modules, counts as read, and so does one that nothing at all names again. Nothing is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from migrate.build.commands import Command, Commands
from migrate.model import Finding, Status
from migrate.regex import regex

_WORD = regex(rb"\w+")
# Read by CMake, by modules that come with it, by those of packages, or from outside.
_OTHERS = regex(
    rb"(?i)(?:CMAKE|CUDA|CUDNN|NVCC|NCCL|NVTX|HIP|ROCM|CPACK|CTEST|BLA|BLAS|LAPACK|MPI|OPENMP|PYTHON"
    rb"|PYBIND\w*|BOOST|TORCH|CAFFE2|OPENCV|MAGMA|MKL|FETCHCONTENT|BUILD|PROJECT|WITH|USE|ENABLE)"
    rb"\d*(?:_\w*)?\Z|\w+_(?:ROOT|DIRS?|PATHS?|HINTS|PREFIX|HOME|INCLUDEDIR|LIBRARYDIR|VERSION)\Z"
)
_PACKAGES = regex(
    rb"(?i)\b(?:find_package|find_dependency|FetchContent_Declare|CPMAddPackage|ExternalProject_Add)"
    rb"\s*\(\s*\"?(?:NAME\s+)?(?P<name>\w+)"
)
_OUTSIDE = frozenset(b"CACHE PARENT_SCOPE".split())
_MOST = 64  # variables that one goes on to


def unread_values(
    code: bytes,
    findings: Iterable[Finding],
    is_said: Callable[[bytes], bool],
    is_named: Callable[[bytes], bool],
) -> frozenset[int]:
    """Where those ``findings`` begin that ask for something and stand in such values only;
    ``is_said`` says of a word whether another build file's code, or a text, has it, and
    ``is_named`` whether something reads a variable by its name, messages included.
    """
    asking = [item for item in findings if item.status is not Status.INFO]
    if not asking:
        return frozenset()
    values = _Values(code, is_said)
    return frozenset(
        finding.start
        for finding in asking
        if all(
            (name := values.given_at(place.start)) and is_named(name) and values.is_unread(name)
            for place in chain((finding,), finding.more)
        )
    )


class _Values:
    """The variables of a CMake file, and where their names stand."""

    def __init__(self, code: bytes, is_said: Callable[[bytes], bool]) -> None:
        self._commands = Commands(code, code)
        self._is_said = is_said
        packages = {match["name"].lower() for match in _PACKAGES.finditer(code)}
        self._packages = tuple(packages)
        self._read_by: dict[bytes, frozenset[bytes]] = {}
        self._at: dict[bytes, list[int]] = {}
        for match in _WORD.finditer(code):
            self._at.setdefault(match[0], []).append(match.start())

    def given_at(self, offset: int) -> bytes:
        """The variable that gets what stands at an offset as a part of its value."""
        command = self._commands.at(offset)
        return self._changed(command) if command is not None else b""

    def is_unread(self, name: bytes) -> bool:
        """Whether nothing reads a variable but others that nothing reads."""
        seen, pending = {name}, [name]
        while pending:
            one = pending.pop()
            readers = self._readers(one)
            if b"" in readers or self._is_for_others(one) or self._is_said(one):
                return False
            pending += readers - seen
            seen |= readers
            if len(seen) > _MOST:
                return False
        return True

    def _is_for_others(self, name: bytes) -> bool:
        return _OTHERS.match(name) is not None or name.lower().startswith(self._packages)

    def _readers(self, name: bytes) -> frozenset[bytes]:
        """The variables whose values a variable is a part of; an empty name for other uses."""
        if name not in self._read_by:
            found = frozenset(self.given_at(offset) for offset in self._at.get(name, ()))
            self._read_by[name] = found - {name}
        return self._read_by[name]

    def _changed(self, command: Command) -> bytes:
        texts = {self._commands.text(item) for item in command.arguments}
        return b"" if texts & _OUTSIDE else self._commands.changed(command)
