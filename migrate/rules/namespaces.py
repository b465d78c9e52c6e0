"""CUDA's namespaces, as the tables of names have them.

What comes in are the names of all tables; what goes out are the root namespaces, those that are not
CUDA's alone or have a name that others give theirs, those that a macro can put into another, and
the members of each. No source code is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrate.rules.tables import Table

# Namespaces that are not CUDA's alone.
_SHARED = frozenset({"at", "c10", "cv", "torch", "std"})
# Those that other libraries call theirs as well (``cv::cuda``): CUDA's where its headers are seen.
_COMMON = frozenset({"cuda"})
_WRAPS = "_WRAPPED_NAMESPACE"  # CUB_WRAPPED_NAMESPACE: the macro that puts ``cub`` into another


class Namespaces:
    """The namespaces of a table of names, and of ``prefixes`` that are known without it.

    ``roots`` are those in which names are CUDA's: ``cub``, ``thrust``, ``at`` (for ``at::cuda``);
    ``wrapped`` those of them that a macro can put into another namespace (``app::cub``). ``closed``
    are namespaces, as opposed to types, of which the tables name all that may be used, ``members``
    the unqualified names declared directly in a namespace or type.
    """

    def __init__(self, surface: Table, prefixes: Iterable[str]) -> None:
        qualified = [name for name in surface if "::" in name]
        outer = [name for name in prefixes if "::" in name]
        self.roots = frozenset(name.partition("::")[0] for name in (*qualified, *outer))
        self.wrapped = frozenset(name for name in self.roots if name.upper() + _WRAPS in surface)
        inner = (*(name for name in self.roots if name in surface), *qualified)
        self.closed = frozenset(
            name for name in inner if surface.rows(name)[-1]["kind"] == "namespace"
        )
        self.members = _members(qualified)

    @property
    def shared(self) -> frozenset[str]:
        """Those of ``roots`` that hold other names too."""
        return self.roots & _SHARED

    @property
    def common(self) -> frozenset[str]:
        """Those of ``roots`` that other libraries have under the same name."""
        return self.roots & _COMMON


def _members(qualified: Iterable[str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in qualified:
        namespace, _, member = name.rpartition("::")
        if namespace:
            found.setdefault(namespace, set()).add(member)
    return {namespace: frozenset(members) for namespace, members in found.items()}
