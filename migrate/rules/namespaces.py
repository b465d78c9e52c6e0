"""CUDA's namespaces, as the tables of names have them.

What comes in are the names of all tables; what goes out are the root namespaces, those that are not
CUDA's alone or have a name that others give theirs, those that a macro can put into another, and
the members of each. No source code is read here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from migrate.rules.tables import Table

# Namespaces that are not CUDA's alone.
_SHARED = frozenset({"at", "c10", "torch", "std"})
# Those that other libraries call theirs as well (``cv::cuda``): CUDA's where its headers are seen.
_COMMON = frozenset({"cuda"})
_WRAPS = "_WRAPPED_NAMESPACE"  # CUB_WRAPPED_NAMESPACE: the macro that puts ``cub`` into another


class Namespaces:
    """The namespaces of a table of names, and of ``prefixes`` that are known without it."""

    def __init__(self, surface: Table, prefixes: Iterable[str]) -> None:
        self._surface = surface
        self._prefixes = tuple(prefixes)

    @cached_property
    def roots(self) -> frozenset[str]:
        """Root namespaces in which names are CUDA's: ``cub``, ``thrust``, ``at`` (for
        ``at::cuda``).
        """
        qualified = [name for name in (*self._surface, *self._prefixes) if "::" in name]
        return frozenset(name.partition("::")[0] for name in qualified)

    @property
    def shared(self) -> frozenset[str]:
        """Those of ``roots`` that hold other names too."""
        return self.roots & _SHARED

    @property
    def common(self) -> frozenset[str]:
        """Those of ``roots`` that other libraries have under the same name."""
        return self.roots & _COMMON

    @cached_property
    def wrapped(self) -> frozenset[str]:
        """Those of ``roots`` that a macro can put into another namespace (``app::cub``)."""
        return frozenset(name for name in self.roots if name.upper() + _WRAPS in self._surface)

    @cached_property
    def closed(self) -> frozenset[str]:
        """Namespaces, as opposed to types, of which the tables name all that may be used."""
        names = (name for name in self._surface if name in self.roots or "::" in name)
        return frozenset(
            name for name in names if self._surface.rows(name)[-1]["kind"] == "namespace"
        )

    @cached_property
    def members(self) -> dict[str, frozenset[str]]:
        """Unqualified names declared directly in a namespace or type."""
        found: dict[str, set[str]] = {}
        for name in self._surface:
            namespace, _, member = name.rpartition("::")
            if namespace:
                found.setdefault(namespace, set()).add(member)
        return {namespace: frozenset(members) for namespace, members in found.items()}
