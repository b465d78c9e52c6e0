"""The tables of HIP's surface follow from the evidence, the rows and the bindings.

What is drawn from committed files is checked offline. ``-m surface`` compares the evidence with the
newest bindings, ``SURFACE=large`` with those of earlier releases (340 MB); ``-m semantic`` reads a
header with libclang.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from migrate.rules.surface import Surface
from migrate.rules.tables import version
from migrate.rules.targetfiles import read_target
from migrate.rules.targets import rules_folder
from tests.surface import evidence, families, hip_surface, record, target_surface, wheels
from tests.surface.bindings import read_bindings
from tests.surface.conclusions import (
    Conflict,
    Facts,
    Span,
    SurfaceLine,
    Wanted,
    conclude,
)
from tests.surface.declarations import ANY_NUMBER, Counts
from tests.surface.declared import Declared, merge, resolve
from tests.surface.evidence import Family, Item

HIP = read_target(rules_folder() / "hip" / "target.toml")
LARGE = os.environ.get("SURFACE") == "large"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return target_surface.facts()


# -- the committed tables
# -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_tables_are_current(facts: Facts) -> None:
    assert not target_surface.stale(facts), "run python -m tests.surface.target_surface --write"


def test_evidence_is_as_it_is_written() -> None:
    for family, table in evidence.load().items():
        text = (evidence.FOLDER / f"{family}.csv").read_text("utf-8")
        assert evidence.render(table) == text, family


@pytest.mark.slow
def test_no_source_contradicts_a_row(facts: Facts) -> None:
    assert not conclude(facts).conflicts


@pytest.mark.parametrize("number", HIP.versions)
def test_every_target_of_a_row_is_declared(facts: Facts, number: str) -> None:
    surface = Surface(HIP, number, [rules_folder()])
    missing = [
        name
        for name, item in facts.wanted.items()
        if any(span.holds(version(number)) for span in item.spans) and not surface.declared(name)
    ]
    assert not missing


@pytest.mark.parametrize("number", HIP.versions)
def test_every_header_of_a_row_is_there(number: str) -> None:
    surface = Surface(HIP, number, [rules_folder()])
    with (rules_folder() / "hip" / "headers.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            path = line["target"]
            own = path.startswith(("hip", "roc", "rccl")) and "*" not in path
            if own and Span(line["since"], line["until"]).holds(version(number)):
                assert surface.header(path), line


# -- the newest bindings
# -------------------------------------------------------------------------------------------------


def _bound(number: str) -> dict[str, Declared]:
    newest = number == hip_surface.NEWEST_VERSION
    which = hip_surface.NEWEST if newest else (hip_surface.EARLIER[number],)
    bound = record.read_bound(wheels.fetch(wheel, wheels.cache()) for wheel in which)
    return merge(bound.values())


@pytest.mark.surface
@pytest.mark.parametrize("number", [*hip_surface.EARLIER, hip_surface.NEWEST_VERSION])
def test_the_bindings_agree(facts: Facts, number: str) -> None:
    if number in hip_surface.EARLIER and not LARGE:
        pytest.skip("needs SURFACE=large")
    surface = Surface(HIP, number, [rules_folder()])
    column = f"{evidence.BINDINGS}-{number}"
    known = {
        name: item.counts[column]
        for table in facts.tables.values()
        for name, item in table.items.items()
        if item.declares(column)
    }
    bound = _bound(number)
    assert known == {name: item.counts for name, item in bound.items()}
    for name, item in bound.items():
        assert surface.declared(name), name
        allowed = surface.arguments(name)
        for fewest, most in item.counts if allowed else ():
            least, limit = allowed or (0, None)
            assert least <= fewest, name
            assert limit is None or most <= limit, name


# -- bindings
# -------------------------------------------------------------------------------------------------

BINDINGS = """
cdef extern from "hip/hip_runtime.h":

    cdef int HIP_CONSTANT  # a comment(a, b)

    ctypedef enum hipKind:
        hipKindA
        hipKindB

    ctypedef enum:
        hipUnnamed

    cdef struct hipThing "hipThing_v2":
        int width
        void (*hipNoName)(int)

    ctypedef hipThing * hipThing_t
    ctypedef void (*hipCallback_t) (hipThing_t,int)
    ctypedef unsigned int[32] hipVectors_t

cdef union hipThing_union_0:
    int a

cdef extern from "hip/hip_runtime.h":
    cdef struct hipLater:
        pass

from rocm.bindings.cyhip cimport hipJitOption as hiprtcOption
cdef hipError_t hipNothing() except? hipErrorUnknown nogil
cdef hipError_t hipOne(void (*call)(int,int)) except? hipErrorUnknown nogil
cdef const char * hipPrint(const char * format,...) noexcept nogil
cdef void hipOld(int a,int[3] b)
"""


def test_what_bindings_declare() -> None:
    assert read_bindings(BINDINGS) == {
        "HIP_CONSTANT": Declared("macro"),
        "hipKind": Declared("typedef"),
        "hipKindA": Declared("enum_constant"),
        "hipKindB": Declared("enum_constant"),
        "hipUnnamed": Declared("enum_constant"),
        "hipThing": Declared("type"),
        "hipThing_t": Declared("typedef"),
        "hipCallback_t": Declared("typedef"),
        "hipVectors_t": Declared("typedef"),
        "hipLater": Declared("type"),
        "hiprtcOption": Declared("type"),
        "hipNothing": Declared("function", frozenset({Counts(0, 0)})),
        "hipOne": Declared("function", frozenset({Counts(1, 1)})),
        "hipPrint": Declared("function", frozenset({Counts(1, ANY_NUMBER)})),
        "hipOld": Declared("function", frozenset({Counts(2, 2)})),
    }


def call(*counts: tuple[int, int], header: str = "", alias: str = "") -> Declared:
    kind = "function" if counts else "macro"
    return Declared(kind, frozenset(Counts(*item) for item in counts), header, alias)


def test_overloads_come_together_and_a_function_is_no_macro() -> None:
    (found,) = merge([{"f": call((1, 1))}, {"f": call((2, 3), header="a.h")}]).values()
    assert found == call((1, 1), (2, 3), header="a.h")
    (found,) = merge([{"f": Declared("macro", alias="g")}, {"f": call((1, 1))}]).values()
    assert (found.kind, found.alias) == ("function", "g")


def test_a_macro_is_what_it_stands_for() -> None:
    found = resolve(
        {"f": call(alias="g"), "g": call(alias="h"), "h": call((2, 2)), "x": call(alias="x")}
    )
    assert found["f"].kind == "function"
    assert found["f"].counts == {Counts(2, 2)}
    assert found["x"].kind == "macro"


# -- evidence
# -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["+", "0", "2", "1-3", "2-*", "2 4-5 6-*"])
def test_cells(text: str) -> None:
    assert evidence.spell(evidence.parse(text)) == text


@pytest.mark.parametrize(
    ("header", "family"),
    [
        ("hip/hip_runtime_api.h", "runtime"),
        ("hip/amd_detail/amd_hip_cooperative_groups.h", "cooperative_groups"),
        ("hip/amd_detail/amd_hip_fp8.h", "device"),
        ("hip/hiprtc.h", "hiprtc"),
        ("hipblas-common/hipblas-common.h", "hipblas"),
        ("hipsparselt/hipsparselt.h", "hipsparselt"),
        ("thrust/system/hip/detail/config/config.h", ""),
        ("hip/amd_detail/hip_prof_str.h", ""),
        ("stdio.h", ""),
    ],
)
def test_families(header: str, family: str) -> None:
    assert families.family_of(header) == family


@pytest.mark.parametrize(
    ("name", "of_use"),
    [
        ("hipMalloc", True),
        ("__shfl_sync", True),
        ("__hip_bfloat16", True),
        ("thrust::placeholders::_1", True),
        ("thrust::hip_rocprim::par", True),
        ("thrust::hip_rocprim::sort", False),
        ("thrust::detail::x", False),
        ("HIP_INCLUDE_HIP_H", False),
        ("__hipRegisterFunction", False),
        ("__ockl_activelane_u32", False),
        ("hipThing_union_0", False),
        ("std::abs", False),
    ],
)
def test_names_of_use(name: str, of_use: bool) -> None:
    assert families.is_of_use(name, Declared("function")) is of_use


def test_what_a_header_keeps_for_itself() -> None:
    assert families.is_of_use("hipcub::Sum", Declared("type", header="hipcub/hipcub.hpp"))
    assert not families.is_of_use("P0", Declared("macro", header="hipcub/hipcub.hpp"))
    assert not families.is_of_use("A", Declared("macro", empty=True))


def test_sources_come_together() -> None:
    headers = {"sid-6.4": {"hipA": call((1, 2), header="hip/hip_runtime_api.h")}}
    bound = {"bindings-10.0": {"runtime": {"hipA": call((2, 2)), "hipB": Declared("type")}}}
    runtime = record.joined(headers, bound)["runtime"]
    assert runtime.columns == ("sid-6.4", "bindings-10.0")
    both = {"sid-6.4": frozenset({Counts(1, 2)}), "bindings-10.0": frozenset({Counts(2, 2)})}
    assert runtime.items["hipA"] == Item("function", "hip/hip_runtime_api.h", both)
    assert runtime.items["hipB"] == Item("type", "", {"bindings-10.0": frozenset()})


# -- conclusions
# -------------------------------------------------------------------------------------------------

COLUMNS = ("bookworm-5.2", "trixie-5.7", "triton-6.1", "bindings-6.2", "sid-6.4", "bindings-10.0")


def line(
    cells: Mapping[str, str],
    rows: Iterable[tuple[str, str]] = (),
    *,
    name: str = "hipName",
    kind: str = "function",
    header: str = "hip/hip_runtime_api.h",
) -> list[SurfaceLine]:
    """The rows of one name, given its cells by column and the spans of the rows that name it."""
    counts = {column: evidence.parse(cell) for column, cell in cells.items()}
    items = {name: Item(kind, header, counts)} if counts else {}
    spans = tuple(Span(*span) for span in rows)
    wanted = {name: Wanted("runtime", "function", spans)} if spans else {}
    found = conclude(Facts(HIP.versions, {"runtime": Family(COLUMNS, items)}, wanted))
    return list(found.families.get("runtime", ()))


def answer(*parts: str) -> list[SurfaceLine]:
    """Rows written as ``least most since until``, a dot for what is empty."""
    cells = [[cell.replace(".", "", cell == ".") for cell in part.split()] for part in parts]
    return [SurfaceLine("hipName", "function", *cell) for cell in cells]


def test_a_name_that_came() -> None:
    cells = {"triton-6.1": "2", "bindings-6.2": "2", "sid-6.4": "2", "bindings-10.0": "2"}
    assert line(cells) == answer("2 2 6.0 .")  # 5.7 lacks it, and nobody looked into 6.0
    assert line(cells, [("6.1", "")]) == answer("2 2 6.1 .")  # but a row knows
    assert line(cells, [("", "")]) == answer("2 2 . .")  # which two sources contradict


def test_a_name_that_went() -> None:
    cells = {"bookworm-5.2": "2", "trixie-5.7": "2", "triton-6.1": "2"}
    assert line(cells) == answer("2 2 . 6.4")
    assert line({**cells, "bindings-6.2": "2"}) == answer("2 2 . 6.4")
    assert line({**cells, "sid-6.4": "2"}, kind="macro")[0].until == ""


def test_bindings_lack_only_what_they_declare_elsewhere() -> None:
    everywhere = {column: "+" for column in COLUMNS if not column.startswith("bindings")}
    assert line(everywhere) == answer(". . . .")
    assert line({**everywhere, "bindings-6.2": "+"}) == answer(". . . 10.0")
    assert line({**everywhere, "bindings-6.2": "+"}, name="pncclName")[0].until == ""


def test_rows_alone() -> None:
    assert line({}, [("6.0", "7.0")]) == answer(". . 6.0 7.0")
    assert line({}, [("", "6.0"), ("7.0", "")]) == answer(". . . 6.0", ". . 7.0 .")


def test_arguments_that_changed() -> None:
    cells = dict.fromkeys(COLUMNS, "3") | {"bookworm-5.2": "2", "trixie-5.7": "2"}
    assert line(cells) == answer("2 2 . 6.0", ". . 6.0 6.1", "3 3 6.1 .")


def test_bindings_do_not_know_default_arguments() -> None:
    cells = dict.fromkeys(COLUMNS, "3") | {"sid-6.4": "2-3"}
    found = line(cells)
    assert found[-1] == answer("2 3 6.4 .")[0]  # 10.0 is as 6.4
    overloaded = dict.fromkeys(COLUMNS, "1 3-4") | {"bindings-6.2": "4", "bindings-10.0": "4"}
    assert line(overloaded) == answer("1 4 . .")
    assert line(dict.fromkeys(COLUMNS, "1-*")) == answer("1 * . .")


def test_functions_that_c_has_too() -> None:
    cells = dict.fromkeys(COLUMNS, "1")
    (found,) = line(cells, name="abs")
    assert (found.least, found.most) == ("", "")
    (found,) = line(cells, name="sinf", header="__clang_hip_math.h")
    assert (found.least, found.most) == ("", "")
    (found,) = line(cells, name="__sinf", header="__clang_hip_math.h")
    assert (found.least, found.most) == ("1", "1")


def test_a_conflict_is_told() -> None:
    item = Item("type", "hip/hip_runtime_api.h", {"sid-6.4": frozenset()})
    tables = {"runtime": Family(COLUMNS, {"hipName": item})}
    rows = {"hipName": Wanted("runtime", "type", (Span("6.1", ""),))}
    found = conclude(Facts(HIP.versions, tables, rows))
    assert found.conflicts == [Conflict("hipName", "6.1", ("triton-6.1",))]


# -- headers
# -------------------------------------------------------------------------------------------------

HEADER = """
#define TOOL_H
#define TOOL_VERSION 3
#define toolOld toolCall
#define toolMacro(a, ...) toolCall(a)
typedef struct tool_st { int field; } tool_t;
enum toolKind { toolKindA };
extern "C" int toolCall(int a, void (*done)(int, int), int sizes[2]);
namespace tool {
inline namespace v1 {
template <class T> T make(T value, int flags = 0) { return value; }
template <class... Ts> int all(int first, Ts... rest);
}
enum class Color { red };
class Machine { public: static int build(int a = 1); int run(int); private: static int hide(); };
inline int Machine::run(int) { return 0; }
}
namespace { __device__ int toolDevice(float x); int toolDevice(float x, float y); }
using tool::Machine;
"""


@pytest.mark.semantic
def test_what_a_header_declares(tmp_path: Path) -> None:
    pytest.importorskip("clang.cindex")
    from tests.surface.parsed import Place, read_headers

    place = Place(tmp_path, ())

    (tmp_path / "tool.h").write_text(HEADER, encoding="utf-8")
    found = resolve(read_headers(place, ["tool.h"], ("-D__device__=",)))
    assert {name: (item.kind, evidence.spell(item.counts)) for name, item in found.items()} == {
        "TOOL_H": ("macro", "+"),
        "TOOL_VERSION": ("macro", "+"),
        "toolOld": ("function", "3"),
        "toolMacro": ("macro", "1-*"),
        "tool_st": ("type", "+"),
        "tool_t": ("typedef", "+"),
        "toolKind": ("type", "+"),
        "toolKindA": ("enum_constant", "+"),
        "toolCall": ("function", "3"),
        "tool": ("namespace", "+"),
        "tool::make": ("function", "1-2"),
        "tool::all": ("function", "1-*"),
        "tool::Color": ("type", "+"),
        "tool::Color::red": ("enum_constant", "+"),
        "tool::Machine": ("type", "+"),
        "tool::Machine::build": ("function", "0-1"),
        "toolDevice": ("function", "1 2"),
        "Machine": ("type", "+"),
    }
    assert found["TOOL_H"].empty
    (tmp_path / "tool.h").write_text("missing x;", encoding="utf-8")
    with pytest.raises(ValueError, match="unknown type name"):
        read_headers(place, ["tool.h"])
