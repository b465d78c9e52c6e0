"""What files contribute to the tree, and what the tree answers."""

from __future__ import annotations

import pickle

import pytest

from migrate.text.derived import Definition
from migrate.tree.filefacts import FileFacts, facts, includes_only
from migrate.tree.index import TreeIndex
from migrate.tree.reading import Reading
from tests.porting import index, port, scanned


def facts_of(text: str) -> FileFacts:
    seen = scanned(text + "\ncudaFree(0);", "a.cu")
    assert seen is not None
    return facts(seen)


TYPES = {
    "struct": ("struct cudaPos { int x; };", {"cudaPos"}),
    "struct-next-line": ("struct cudaPos\n{ int x; };", {"cudaPos"}),
    "class-with-base": ("class cudaPos : public Base {};", {"cudaPos"}),
    "class-final": ("class cudaPos final : Base {};", {"cudaPos"}),
    "aligned": ("struct alignas(16) float4 { float x; };", {"float4"}),
    "aligned-cuda": ("struct __align__(16) float4 { float x; };", {"float4"}),
    "union": ("union cudaPos { int x; };", {"cudaPos"}),
    "enum": ("enum cudaPos { A };", {"cudaPos"}),
    "enum-with-type": ("enum cudaPos : int { A };", {"cudaPos"}),
    "using": ("using cudaPos = int;", {"cudaPos"}),
    "namespace": ("namespace cub { int x; }", {"cub"}),
    "declared-only": ("struct cudaPos; class cudaExtent* p;", set()),
    "used": ("struct cudaPos p = {1}; cudaPos q{2}; f(cudaPos{3});", set()),
    "qualified": ("struct cudaPos::inner {};", set()),
    "alias": ("namespace cub = other;", {"cub"}),
    "in-comment": ("// struct cudaPos {\n", set()),
    "in-string": ('const char* s = "struct cudaPos { }";', set()),
}


@pytest.mark.parametrize(("text", "expected"), TYPES.values(), ids=TYPES.keys())
def test_types(text: str, expected: set[str]) -> None:
    assert facts_of(text).types == expected


NAMESPACES = {
    "using": ("using namespace cub;", [], ["cub"]),
    "using-global": ("using namespace ::cub;", [], ["cub"]),
    "using-inner": ("using namespace nvcuda :: wmma ;", [], ["nvcuda::wmma"]),
    "alias": ("namespace c = cub;", [("c", "cub")], []),
    "alias-global": ("namespace c = :: cub;", [("c", "cub")], []),
    "alias-inner": ("namespace w = nvcuda::wmma;", [("w", "nvcuda::wmma")], []),
    "several": (
        "using namespace a;\nnamespace b = c; using namespace d;",
        [("b", "c")],
        ["a", "d"],
    ),
    "declaration": ("using cub::Sum; namespace cub_x { }", [], []),
    "in-comment": ("// using namespace cub;\n/* namespace c = cub; */", [], []),
    "in-string": ('const char* s = "using namespace cub;";', [], []),
}


@pytest.mark.parametrize(("text", "aliases", "usings"), NAMESPACES.values(), ids=NAMESPACES.keys())
def test_namespaces(text: str, aliases: list[tuple[str, str]], usings: list[str]) -> None:
    found = facts_of(text)
    assert (list(found.aliases), list(found.usings)) == (aliases, usings)


def test_a_file_without_cuda_hands_on_its_includes() -> None:
    found = includes_only(Reading("a.h", b'#include "b.h"\n#include <c/d.h>\nint include;\n'))
    assert found == FileFacts("a.h", ("b.h", "c/d.h"), is_plain=True)
    found = includes_only(Reading("a.h", b"#include_next <a.h>\n"))
    assert found.includes == ("a.h",)
    assert includes_only(Reading("a.h", b"int a;")) == FileFacts("a.h", is_plain=True)


TREE = TreeIndex.of(
    [
        FileFacts("src/main.cu", ("util.h", "lib/api.h", "<vector>")),
        FileFacts("src/util.h", ("../include/lib/api.h",)),
        FileFacts("include/lib/api.h", ("deep.h",)),
        FileFacts("include/lib/deep.h", ("api.h",)),
        FileFacts("other/api.h"),
    ],
    ["src/plain.cpp", "include/util.h", "lib/text/string.h"],
)

RESOLVED = {
    "beside": ("src/main.cu", "util.h", "src/util.h"),
    "up": ("src/util.h", "../include/lib/api.h", "include/lib/api.h"),
    "here": ("src/main.cu", "./util.h", "src/util.h"),
    "through-a-search-path": ("src/main.cu", "lib/api.h", "include/lib/api.h"),
    "beside-first": ("include/main.cu", "util.h", "include/util.h"),
    "in-a-file-without-cuda": ("src/main.cu", "plain.cpp", "src/plain.cpp"),
    "not-in-the-tree": ("src/main.cu", "vector", None),
    "a-header-of-c": ("src/main.cu", "string.h", None),
    "a-header-of-c-beside": ("lib/text/a.cu", "string.h", "lib/text/string.h"),
    "a-header-by-more-of-its-path": ("src/main.cu", "text/string.h", "lib/text/string.h"),
    "part-of-a-name": ("src/main.cu", "i.h", None),
    "part-of-a-folder": ("src/main.cu", "b/api.h", None),
    "outside": ("src/main.cu", "../../x.h", None),
    "nothing": ("src/main.cu", "", None),
    "folder": ("src/main.cu", "lib", None),
}


@pytest.mark.parametrize(("includer", "name", "found"), RESOLVED.values(), ids=RESOLVED.keys())
def test_include_paths(includer: str, name: str, found: str | None) -> None:
    assert TREE.resolve(includer, name) == found


def test_closure_holds_every_file_once_even_in_a_circle() -> None:
    paths = [file.path for file in TREE.closure("src/main.cu")]
    assert paths[0] == "src/main.cu"
    assert sorted(paths) == [
        "include/lib/api.h",
        "include/lib/deep.h",
        "src/main.cu",
        "src/util.h",
    ]


def test_closure_of_an_unknown_file_is_empty() -> None:
    assert TREE.closure("src/plain.cpp") == ()


def test_a_macro_of_another_file_is_defined_elsewhere() -> None:
    one, both = Definition("ONE", "1", ""), Definition("BOTH", "1", "")
    tree = TreeIndex.of(
        [FileFacts("a.h", macros=(one, both, both)), FileFacts("b.h", macros=(both,))]
    )
    asked = [(path, name) for path in ("a.h", "b.h") for name in ("ONE", "BOTH", "NONE")]
    assert [tree.defines_elsewhere(*item) for item in asked] == [
        *(False, True, False),
        *(True, True, False),
    ]


def test_a_question_about_the_tree_is_answered_once() -> None:
    answers = iter(["first", "second"])
    tree = TreeIndex.of([])
    assert [tree.once("what", lambda: next(answers)) for _ in range(2)] == ["first", "first"]
    assert tree.once("what else", lambda: next(answers)) == "second"


def test_an_alias_with_two_meanings_has_none() -> None:
    tree = index({"a.h": "namespace c = cub;", "b.h": "namespace c = thrust;"})
    assert "c" not in tree.aliases
    tree = index({"a.h": "namespace c = cub;", "b.h": "namespace c = cub;"})
    assert tree.aliases == {"c": "cub"}


def test_an_index_travels_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(TREE)) == TREE


MAKES = {
    "returns": "std::string make(nvrtcProgram p) { nvrtcGetPTX(p, &own[0]); return own; }",
    "fills": "namespace n { void C::make(nvrtcProgram p, char *s) { nvrtcGetCUBIN(p, s); } }",
    "links": "void *make(CUlinkState s) { void *i; cuLinkComplete(s, &i, &size); return i; }",
    "calls": (
        "static void *own(nvrtcProgram p) { nvrtcGetPTX(p, all); return all; }\n"
        "auto make(nvrtcProgram p) { auto f = [&] { return own(p); }; return f(); }"
    ),
}
KEEPS = {
    "nothing": "int make(nvrtcProgram p, const std::string &s) { nvrtcGetPTX(p, all); return 0; }",
    "mentions": "char *make() { /* own() */ }\nchar *own() { nvrtcGetPTX(a, b); }",
    "another": "std::string make(nvrtcProgram p) { return nvrtcGetErrorString(p); }",
}


@pytest.mark.parametrize("source", [*MAKES.values(), *KEEPS.values()], ids=[*MAKES, *KEEPS])
def test_a_module_of_what_a_function_of_another_file_makes(source: str) -> None:
    load = "void f(CUmodule *m, void *p) { auto ptx = make(p); cuModuleLoadData(m, ptx); }\n"
    assert ("make" in index({"make.cpp": source}).jit_functions) == (source in MAKES.values())
    found = port(load, "load.cpp", beside={"make.cpp": source}).findings
    assert bool(found) == (source in KEEPS.values())
