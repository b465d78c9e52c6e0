"""Sources of another language for accelerators: SYCL, which no compiler of the target's reads.

What comes in is what each file includes, and its name; what goes out are the files that are such:
what would be said of them asks for nothing. One that includes a header of CUDA's as well is none.
"""

from __future__ import annotations

import re

from migrate.regex import regex
from migrate.tree.filefacts import FileFacts
from migrate.tree.index import TreeIndex

# What Intel's compatibility tool calls what it writes, and the headers of SYCL.
_NAMED = regex(r".*\.dp\.(?:cpp|hpp|inl|cc|h)", re.DOTALL)
_HEADER = regex(r"(?:CL/)?sycl(?:/sycl)?\.hpp|oneapi/(?:dpl|mkl|tbb)\S*|dpct/\S+")


def foreign(index: TreeIndex) -> frozenset[str]:
    """The files of SYCL."""
    return frozenset(path for path, item in index.by_path.items() if _is_sycl(path, item, index))


def _is_sycl(path: str, item: FileFacts, index: TreeIndex) -> bool:
    if path in index.with_cuda:
        return False
    always = (name for at, name in enumerate(item.includes) if at not in item.conditional)
    return _NAMED.fullmatch(path) is not None or any(map(_HEADER.fullmatch, always))
