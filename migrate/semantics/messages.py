"""What a process that parses units is told, and what it answers: plain values, without libclang."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrate.tree.filesemantics import FileSemantics

DEVICE_VIEW = "-D__CUDA_ARCH__=800"  # an argument of units that are seen as the device sees them


@dataclass(frozen=True, slots=True)
class Tree:
    """What a unit is looked at for. Paths are real and absolute.

    ``files`` are the user's; declarations below ``cuda`` are CUDA's; ``names`` are the words that
    may be CUDA's, with whether a table has them; ``namespaces`` those in which names are CUDA's.
    With an ``sdk`` sizes and values of CUDA's own types are true. ``wide`` are the files that are
    not read as they are on the disk, but as ``source`` reads them.
    """

    files: frozenset[str]
    cuda: tuple[str, ...]
    names: Mapping[str, bool]
    namespaces: frozenset[str]
    sdk: bool = False
    wide: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit: the main file, arguments, and macros the command line defines."""

    file: str
    arguments: tuple[str, ...] = ()
    defines: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """What one unit says. ``read`` are the files it was made of, ``missing`` headers not found."""

    semantics: Mapping[str, FileSemantics] = field(default_factory=dict)
    read: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    errors: int = 0
