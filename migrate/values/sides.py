"""Which side code under a condition is compiled for: the host or the device.

What comes in are the text of a condition and a scan; what goes out is whether it holds on the host
only, or on the device only. Which macros are defined for the device, CUDA and the target say; those
that a file makes of them are known as it defines them, those of other files by what they are
called. No function is looked at here.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Container

from migrate.regex import regex
from migrate.text.truths import ABSENT, UNKNOWN, Macro, Range, truth
from migrate.tree.scan import Scan

CUDAS = "__CUDA_ARCH__"  # is defined for the device
_CALLED = regex(r"[A-Z]\w*_(?:PTX|CUDA)_ARCH(?:ITECTURE)?_?|[A-Z]\w*_DEVICE_COMPILE\w*")
_DEFINED = regex(rb"[ \t]*(\w+)(?![\w(])[ \t]*\(?[ \t]*(\w*)")
_THERE = Macro(True, Range(1, math.inf))


def only_on_host(branch: str, macros: Container[str]) -> bool:
    """Whether a condition does not hold on the device; ``macros`` are those that are there only."""
    if not branch:
        return False

    def known(name: str) -> Macro:
        is_there = name in macros or _CALLED.fullmatch(name) is not None
        return _THERE if is_there else UNKNOWN

    return truth(branch, known) is False


def only_on_device(branch: str, macros: Container[str]) -> bool:
    """Whether a condition does not hold on the host; ``macros`` as for ``only_on_host``."""
    if not branch:
        return False

    def known(name: str) -> Macro:
        return ABSENT if name in macros else UNKNOWN

    return truth(branch, known) is False


def device_macros(scan: Scan, known: Collection[str]) -> frozenset[str]:
    """The macros that are there on the device only: those that are ``known`` to be, and what a file
    defines as one of them, or if there is one.
    """
    found: dict[str, bool] = {}
    for item in scan.directives.items:
        made = _DEFINED.match(scan.data, item.body, item.end) if item.keyword == "define" else None
        if made is None or made[2] == b"0":  # as a number it may be there on the host, too
            continue
        name, value = made[1].decode("latin-1"), made[2].decode("latin-1")
        branch = scan.branches.at(item.start).branch
        on_host = truth(branch, lambda name: ABSENT if name in known else UNKNOWN)
        is_devices = value in known or (bool(branch) and on_host is False)
        found[name] = is_devices and found.get(name, True)
    return frozenset(known).union(name for name, is_devices in found.items() if is_devices)
