"""The comparison itself, on small texts: what headers declare is found, a wrong row is caught."""

from __future__ import annotations

import pytest

from tests.surface.cuda_surface import Headers, LibraryCount, Row, Sources, Verdict, check, count
from tests.surface.declarations import ANY_NUMBER, Counts, merge, read, read_cython

HEADER = """
/* cudaCommented(int) */ // cudaAlsoCommented
#define cudaStreamDefault 0x00
#define cudaAlias cudaAlias_v2
#define cudaOld cudaOld_v2
cudaError_t cudaOld(int a, int b);
#define nvtxPair(a, b) \\
    ((a) + (b))
typedef enum cudaKind { cudaKindA = 0, cudaKindB } cudaKind;
extern __host__ cudaError_t CUDARTAPI cudaMalloc(void **devPtr, size_t size);
cudaError_t cudaNothing(void);
cudaError_t cudaPrint(const char *format, ...);
cudaError_t cudaCallback(void (*done)(int, int), void *data __dv(NULL));
cudaError_t cudaAlias_v2(int a, int b, int c);
template <class T, class U> T cudaTemplate(Pair<T, U> p, int flags = 0) { return cudaCalled(1); }
const char *text = "cudaQuoted";
"""


def test_identifiers_are_those_of_the_code() -> None:
    found = read(HEADER).identifiers
    assert {"cudaStreamDefault", "cudaKind", "cudaKindB", "cudaMalloc", "cudaAlias"} <= found
    assert not {"cudaCommented", "cudaAlsoCommented", "cudaQuoted"} & found


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("cudaMalloc", {(2, 2)}),
        ("cudaNothing", {(0, 0)}),
        ("cudaPrint", {(1, ANY_NUMBER)}),
        ("cudaCallback", {(2, 2)}),
        ("cudaAlias", {(3, 3)}),
        ("cudaOld_v2", {(2, 2)}),
        ("nvtxPair", {(2, 2)}),
        ("cudaTemplate", {(1, 2)}),
        ("cudaCalled", set()),
        ("cudaUnheardOf", set()),
    ],
)
def test_parameters_are_counted(name: str, counts: set[Counts]) -> None:
    assert read(HEADER).counts(name) == counts


def test_pasted_names_and_unclosed_parentheses() -> None:
    found = read("int cuda ## Pasted(int a);\nint cudaOpen(int a, ")
    assert "cudaPasted" in found.identifiers
    assert not found.counts("cudaOpen")


def test_cython_declarations() -> None:
    found = read_cython("# a(b)\ncdef int cudaFree(void* p) except?_INTERNAL nogil\n")
    assert found.counts("cudaFree") == {Counts(1, 1)}
    assert "a" not in found.identifiers


def test_merged_declarations_keep_every_overload() -> None:
    both = merge((read("int f(int a);"), read("int f(int a, int b);")))
    assert both.counts("f") == {Counts(1, 1), Counts(2, 2)}


def row(name: str, *params: int, header: str = "new.h", removed: str = "") -> Row:
    return Row("runtime", name, header, params, removed)


SOURCES = Sources(
    Headers([("new.h", "int kept(int a);"), ("more.h", "int kept(int a, int b);")]),
    (Headers([("new.h", "int gone(int a);")]),),
    read_cython("cdef int bound(int a) nogil"),
)


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        (row("kept", 1), Verdict.VERIFIED),
        (row("space::kept", 1), Verdict.VERIFIED),
        (row("kept", 3), Verdict.WRONG),
        (row("space::kept", 2), Verdict.WRONG),
        (row("kpet"), Verdict.WRONG),
        (row("gone", 1, removed="12"), Verdict.VERIFIED),
        (row("gone", 2, removed="12"), Verdict.WRONG),
        (row("gone", 1), Verdict.WRONG),
        (row("kept", 1, removed="12"), Verdict.WRONG),
        (row("ancient", removed="10.1"), Verdict.NOT_CHECKED),
        (row("bound", 1, header="absent.h"), Verdict.VERIFIED),
        (row("bound", 2, header="absent.h"), Verdict.WRONG),
        (row("other", header="absent.h"), Verdict.NOT_CHECKED),
        (row("__compiler__", header=""), Verdict.NOT_CHECKED),
    ],
)
def test_rows_are_judged(entry: Row, verdict: Verdict) -> None:
    (result,) = check((entry,), SOURCES)
    assert result.verdict is verdict
    assert bool(result.reason) is (verdict is not Verdict.VERIFIED)


def test_counts_may_be_spread_over_headers_of_a_library() -> None:
    kept, _ = check((row("kept", 1, 2), row("kept", 1, header="more.h")), SOURCES)
    assert kept.verdict is Verdict.VERIFIED


def test_counts_by_library() -> None:
    results = check((row("kept", 1), row("kpet"), row("ancient", removed="10.1")), SOURCES)
    assert count(results) == (LibraryCount("runtime", rows=3, checked=2, verified=1),)
