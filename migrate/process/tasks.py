"""What is to be done with the files of a chunk, whoever does it.

What comes in is a chunk, and what all chunks have in common; what goes out is a list for each file.
Who does the work is an executor: processes here, or elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self


def _as_it_is(chunk: Any) -> Any:
    return chunk


@dataclass(frozen=True, slots=True)
class Task:
    """``work`` gives a list for each file of a chunk, with what all chunks have in common, and what
    the process remembers of tasks before; ``lost`` is that of a file whose process was lost, and
    why. ``packed`` is a chunk as it goes to where the disk is another one. A file takes about so
    many ``steps`` of time.
    """

    work: Callable[[Any, Any, Any], Iterator[list[Any]]]
    lost: Callable[[Any, str], list[Any]]
    packed: Callable[[Any], Any] = _as_it_is
    steps: int = 1


class Executor(Protocol):
    """Who does the chunks of a run, once entered: ``width`` of them at the same time."""

    @property
    def width(self) -> int: ...

    def map(self, task: Task, chunks: Sequence[Any], common: object) -> Iterator[list[Any]]:
        """The results of each chunk, in order, with what all of them have in ``common``."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
