"""Names that rules for SYCL write are declared, and take as many arguments as they are given.

With ``-m sycl`` the names are compiled against the helper's headers and Intel's, and libclang
counts the parameters of functions. With ``-m surface`` the helper is, against older headers.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.helper import HEADERS
from migrate.process.execute import call
from migrate.rules.targetfiles import read_target
from migrate.rules.targets import rules_folder
from migrate.sycl import driver
from migrate.sycl.environment import clang, find_environment
from migrate.sycl.units import unit_of
from tests.surface.wheels import Wheel, cache, fetch
from tests.syclnames import Called, calls, helper_headers, kept_calls, named, rewrites

LIMIT = 600.0
OLDEST = Wheel("intel-sycl-rt", "2025.2.0")
INCLUDES = "".join(f'#include "{header}"\n' for header in HEADERS)
AS_HOST = (
    "-Xclang -fsycl-is-host -D__SYCL_UNNAMED_LAMBDA__=1 -DSYCL_DISABLE_FSYCL_SYCLHPP_WARNING "
    "-std=c++20 -w"
).split()
# Namespaces that are looked into, and how rules call them.
SCOPES = {"port": "port", "oneapi::mkl::blas::column_major": "port::blas"}
NAMESPACES = frozenset(
    "port::cg port::cub port::cuda port::nvcuda port::nvcuda::wmma port::nvcuda::wmma::precision "
    "port::thrust port::thrust::cuda port::thrust::placeholders "
    "port::thrust::random".split()
)
Counts = tuple[int, int | None]


def test_there_are_names_calls_and_rewrites() -> None:
    assert len({item.name for item in named()}) > 900
    assert len(list(calls())) > 200
    assert len(list(kept_calls())) > 800
    assert all("port::$" not in text for _, _, text in rewrites())


def used(number: int, name: str) -> str:
    """A line that compiles where a name is declared: a member of a namespace or of an enumeration,
    or a function of a class.
    """
    scope, _, _ = name.rpartition("::")
    if scope.rpartition("::")[2][:1].isupper():
        return f"struct used_{number} : {scope} {{ using {name}; }};"
    if name in NAMESPACES:
        return f"namespace used_{number} = {name};"
    return f"namespace used_{number} {{ using {name}; }}"


@pytest.mark.sycl
def test_every_name_is_declared(tmp_path: Path) -> None:
    found = find_environment()
    assert found is not None, "migrate sycl-env --libraries"
    places: dict[str, str] = {}
    for item in named():
        places.setdefault(item.name, item.place)
    names = sorted(places)
    source = tmp_path / "names.cpp"
    lines = [used(number, name) for number, name in enumerate(names)]
    head = INCLUDES + "#include <sycl/ext/oneapi/bfloat16.hpp>\n"
    source.write_text(head + "\n".join(lines) + "\n")
    options = ["-std=c++20", f"-I{helper_headers()[0].parent}", "-ferror-limit=0"]
    answer = driver.check_types(found, unit_of(source, options), LIMIT)
    first = head.count("\n") + 1
    wrong = {
        names[int(line) - first]: text
        for line, text in re.findall(r"names\.cpp:(\d+):\d+: error: ([^\n]*)", answer.text)
    }
    assert {name: (places[name], text) for name, text in wrong.items()} == {}
    assert answer.code == 0, answer.text[-2000:]


@pytest.mark.surface
def test_headers_of_the_oldest_release_do_for_the_helper(tmp_path: Path) -> None:
    compiler = clang()
    if not compiler:
        pytest.skip("clang++ 22 is not installed")
    assert (
        read_target(rules_folder() / "sycl" / "target.toml").versions[0]
        == OLDEST.version.partition(".")[0]
    )
    with zipfile.ZipFile(fetch(OLDEST, cache())) as wheel:
        for entry in wheel.infolist():
            _, is_header, name = entry.filename.partition("/data/include/")
            if is_header and not entry.is_dir():
                place = tmp_path / "include" / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(wheel.read(entry))
    options = [*AS_HOST, "-Wno-c++11-narrowing", "-isystem", str(tmp_path / "include")]
    options += [f"-I{helper_headers()[0].parent}", "-fsyntax-only"]
    for name in ("device", "host", "host_other", "arithmetic"):
        source = Path(__file__).parent / "sycl" / f"{name}.cpp"
        made = call([compiler, *options, str(source)], LIMIT, os.environ)
        assert made.code == 0, made.text[-3000:]


def declared(folder: Path) -> dict[str, set[Counts]]:
    """The functions of the helper, each with how many arguments its overloads take."""
    cindex = pytest.importorskip("clang.cindex")
    found = find_environment()
    assert found is not None, "migrate sycl-env --libraries"
    assert found.root is not None
    source = folder / "all.cpp"
    source.write_text(INCLUDES)
    resource = call([found.compiler, "-print-resource-dir"], LIMIT, found.running).text.strip()
    options = [*AS_HOST, f"-I{helper_headers()[0].parent}"]
    options += ["-isystem", f"{found.root}/include", f"-I{resource}/include"]
    skip_bodies = cindex.TranslationUnit.PARSE_SKIP_FUNCTION_BODIES
    unit = cindex.Index.create().parse(
        str(source), args=["-x", "c++", *options], options=skip_bodies
    )
    functions: dict[str, set[Counts]] = defaultdict(set)
    for path, scope in SCOPES.items():
        for cursor in _namespaces(unit.cursor, path.split("::")):
            for name, counts in _functions(cursor, (scope,), cindex.CursorKind):
                functions[name].add(counts)
    return functions


def _namespaces(cursor: Any, path: list[str]) -> Iterator[Any]:
    """The parts of a namespace by its path, through inline ones."""
    if not path:
        yield cursor
        return
    for child in cursor.get_children():
        if child.spelling == path[0] and child.kind.name == "NAMESPACE":
            yield from _namespaces(child, path[1:])


def _functions(cursor: Any, scope: tuple[str, ...], kinds: Any) -> Iterator[tuple[str, Counts]]:
    scopes = (kinds.NAMESPACE, kinds.CLASS_DECL, kinds.STRUCT_DECL, kinds.CLASS_TEMPLATE)
    for child in cursor.get_children():
        name = "::".join((*scope, child.spelling))
        if child.kind in scopes:
            yield from _functions(child, (*scope, child.spelling), kinds)
        elif child.kind in (kinds.FUNCTION_DECL, kinds.FUNCTION_TEMPLATE, kinds.CXX_METHOD):
            yield name, _counts(child, kinds)


def _counts(function: Any, kinds: Any) -> Counts:
    least, most = 0, 0
    for child in function.get_children():
        if child.kind is not kinds.PARM_DECL and child.kind != kinds.PARM_DECL:
            continue
        words = [token.spelling for token in child.get_tokens()]
        if "..." in words:
            return least, None
        most += 1
        if "=" not in words:
            least = most
    return least, most


def fits(item: Called, overloads: set[Counts]) -> bool:
    return any(
        (most is None or item.given <= most) and (item.goes_on or least <= item.given)
        for least, most in overloads
    )


@pytest.mark.sycl
def test_every_call_gives_as_many_arguments_as_a_function_takes(tmp_path: Path) -> None:
    functions = declared(tmp_path)
    assert len(functions) > 500
    assert functions["port::blas::gemm"]
    wrong = [
        (item, sorted(functions[item.name], key=str))
        for item in (*calls(), *kept_calls())
        if item.name in functions and not fits(item, functions[item.name])
    ]
    assert wrong == []
