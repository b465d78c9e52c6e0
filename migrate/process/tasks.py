"""What is to be done with the files of a chunk, whoever does it.

What comes in is a chunk, and what all chunks have in common; what goes out is a list for each file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Task:
    """``work`` gives a list for each file of a chunk, with what all chunks have in common, and what
    the process remembers of tasks before; ``lost`` is that of a file whose process was lost, and
    why.
    """

    work: Callable[[Any, Any, Any], Iterator[list[Any]]]
    lost: Callable[[Any, str], list[Any]]
