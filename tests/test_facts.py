"""What a file says of a place: origins, types, the function around it, the shapes around it."""

from __future__ import annotations

import re

import pytest

from migrate.model import Span
from migrate.shapes.finding import encloses
from migrate.text.blocks import functions
from migrate.text.syntax import Node, SyntaxTree, parse
from migrate.values.facts import Facts
from migrate.values.flow import Flow
from tests.porting import scanned

KERNEL = """
#define IN_A_MACRO(x) (x + marked)
__global__ void kernel(const volatile float *data, int n, unsigned mask) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    const unsigned lane = (unsigned)(threadIdx.x) & 31, half = lane >> n;
    int loaded = data[i], asked = min(i, n), flag = i < n, chosen = n ? lane : mask;
    auto votes = __ballot(flag);
    int copy; copy = static_cast<int>(votes);
    copy += group.thread_rank();
    float4 wide[4] = {};
    int marked = i;
}
void host() { cudaMalloc(0, 0); kernel<<<1, 2>>>(0, 0, 0); int marked; }
static MY_DEVICE_INLINE int by_macro() { int marked; }
int by_use() { int marked = threadIdx.x; return marked; }
struct S { int member; };
auto lambda = [=] __device__ (int i) { int marked = i; };
"""


def place(source: str, text: str, nth: int = 0) -> tuple[Facts, SyntaxTree, Node, Span]:
    """The ``nth`` occurrence of ``text`` in ``source``, as the stages see it."""
    seen = scanned(source)
    assert seen is not None
    at = -1
    for _ in range(nth + 1):
        at = source.index(text, at + 1)
    span = Span(at, at + len(text))
    tree, leaf = parse(source.encode()).leaf(*span)
    return Facts(seen), tree, leaf, span


def test_macros_for_the_device_are_those_of_cuda_and_of_the_target() -> None:
    source = "#define OURS __THEIR_ARCH__\n#ifdef __CUDA_ARCH__\n#define BEHIND 1\n#endif\n"
    seen = scanned(source + KERNEL)
    assert seen is not None
    assert Facts(seen).device_macros == {"__CUDA_ARCH__", "BEHIND"}
    both = {"__CUDA_ARCH__", "__THEIR_ARCH__"}
    assert Facts(seen, for_device=both).device_macros == {*both, "BEHIND", "OURS"}


@pytest.mark.parametrize(
    ("text", "within", "without"),
    [
        ("lane >> n", {"lane", "threadIdx"}, {"n", "blockIdx"}),
        ("(unsigned)(threadIdx.x) & 31", {"threadIdx"}, set()),
        ("data[i]", set(), {"data", "i", "threadIdx"}),
        ("min(i, n)", {"min"}, {"i", "n"}),
        ("i < n", set(), {"i", "threadIdx"}),
        ("n ? lane : mask", {"lane", "threadIdx", "mask"}, {"n"}),
        ("static_cast<int>(votes)", {"votes", "__ballot"}, {"flag"}),
        ("group.thread_rank()", {"thread_rank"}, {"group"}),
    ],
)
def test_where_a_value_comes_from(text: str, within: set[str], without: set[str]) -> None:
    facts, tree, _, span = place(KERNEL, text)
    found = facts.variables.origins(tree, span)
    assert within <= found
    assert not without & found


def test_a_variable_comes_from_all_that_is_assigned_to_it() -> None:
    source = b"void f() { int a = x; a = b; b = a + threadIdx.y; a; }"
    tree = parse(source)
    function = tree.root.children[0]
    at = source.index(b"a; }")
    _, node = tree.leaf(at, at + 1)
    assert Flow(tree, function).origins(node) >= {"a", "x", "b", "threadIdx"}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("data", "const volatile float *"),
        ("mask", "unsigned"),
        ("lane", "const unsigned"),
        ("half", "const unsigned"),
        ("votes", "unsigned long long"),
        ("wide", "float4 []"),
        ("data[i]", "const volatile float"),
        ("blockIdx", "uint3"),
    ],
)
def test_the_declared_type(name: str, wanted: str) -> None:
    facts, tree, _, span = place(KERNEL, name)
    assert facts.types.declared(tree, span)[-1] == wanted


@pytest.mark.parametrize(
    ("text", "nth", "wanted"),
    [("votes", 0, True), ("cudaMalloc", 0, False), ("marked", 0, False), ("marked", 1, True),
     ("marked", 2, False), ("marked", 3, True), ("marked", 4, True), ("marked", 6, True),
     ("member", 0, False)],
)  # fmt: skip
def test_what_runs_on_the_device(text: str, nth: int, wanted: bool) -> None:
    facts, tree, leaf, _ = place(KERNEL, text, nth)
    assert facts.sides.in_device_code(tree, leaf) is wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("int w = 32; __shfl_xor(v, 1, w);", 32),
        ("const auto u = 16u; auto w = u; use(1, w); __syncthreads();", None),
        ("int w = 32; for (; n; n--) w /= 2; f<<<1, w>>>();", None),
        ("int w = 32; read(&w); f<<<1, w>>>();", None),
        ('int w = 32; asm("mov.u32 %0, 1;" : "=r"(w)); f<<<1, w>>>();', None),
        ("int w = 32; int &other = w; other = 2; f<<<1, w>>>();", None),
        ("int w = 32; { int w = n; f<<<1, w>>>(); }", None),
        ("int w = n, u = w; f<<<1, w>>>();", None),
    ],
)
def test_a_variable_that_nothing_changes_has_its_value(body: str, wanted: int | None) -> None:
    source = f"void run(int n, int v) {{ {body} }}"
    at = max(source.rfind("w)"), source.rfind("w>"))
    facts, tree, _, _ = place(source, body)
    assert facts.integers.value(tree, Span(at, at + 1)) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("each(n, [=] __device__ (int i) { p[threadIdx.x] = i; }); marked;", False),
        ("each(n, [=] MY_DEVICE (int i) { if (i) { p[threadIdx.x] = i; } }); marked;", False),
        ("struct S { __device__ int at() { return threadIdx.x; } }; marked;", False),
        ("each(n, [=] __device__ (int i) { marked; p[threadIdx.x] = i; });", True),
        ("each(n, [=] (int i) { p[threadIdx.x] = i; }); marked;", True),
        ("each(n, [=] __device__ (int i) { f(i); }); int t = threadIdx.x; marked;", True),
        ("int t = threadIdx.x; each(n, [=] __device__ (int i) { f(i); }); marked;", True),
    ],
)
def test_what_a_function_has_for_the_device_makes_it_none_of_it(body: str, wanted: bool) -> None:
    source = f"void run(int n, int *p) {{ {body} }}"
    facts, tree, leaf, _ = place(source, "marked;", 0)
    assert facts.sides.in_device_code(tree, leaf) is wanted


# A macro whose arguments are statements: the grammar takes the rest of the file for a part of it.
BROKEN = """\
template <typename T>
__global__ void kernel(T* o, int n)
{
    RESOLVE(T, n,
        auto y = reinterpret_cast<const T*>(o) + off<T>(n);
        for (int i = 0; i < n; i += 2) {
            o[i] = y[i]; int marked;
        });
}

template <typename T>
int host(int n, T* p)
{
    kernel<<<1, 1>>>(p, n); int marked;
    return 0;
}

struct Pair { int a; int b; };

__device__ int other(int n) { int marked; return n; }

static int last(Pair p) { kernel<<<1, 1>>>(&p.a, 1); int marked; return p.b; }
"""


@pytest.mark.parametrize(("nth", "wanted"), [(0, True), (1, False), (2, True), (3, False)])
@pytest.mark.parametrize("head", ["", "namespace app {\n"])
def test_what_stands_behind_a_function_that_the_grammar_breaks_on(
    nth: int, wanted: bool, head: str
) -> None:
    facts, tree, leaf, _ = place(head + BROKEN + "}\n" * bool(head), "marked", nth)
    assert facts.sides.in_device_code(tree, leaf) is wanted
    assert facts.sides.in_host_code(tree, leaf) is not wanted


def test_blocks_have_their_heads_and_values_in_braces_are_no_blocks() -> None:
    code = (
        b"A(): a{1}, b{2} { if (a) { } } __device__ int n;\n#define D __device__ \\\n 1\n"
        b"auto f() -> X { } class C : B { void m() { } }; namespace { h() { } } g() {"
    )
    blocks = [
        (code[start:body].strip(), code[body:end])
        for start, body, end in functions(code, Span(0, len(code)))
    ]
    assert [head for head, _ in blocks if head.endswith(b")") or b"->" in head] == [
        b"auto f() -> X",
        b"void m()",
        b"h()",
        b"g()",
    ]
    assert (blocks[0][0], blocks[-1][1]) == (b"A(): a{1}, b{2}", b"{")
    assert [*functions(b"a } b { c }", Span(0, 11))] == [(3, 6, 11)]


def test_what_occurs_around_is_the_code_of_the_function() -> None:
    facts, tree, leaf, _ = place(
        KERNEL.replace("cudaMalloc", "/* lane */ cudaMalloc"), "cudaMalloc"
    )
    span = facts.around(tree, leaf)
    assert tree.read(span).startswith(b"void host()")
    assert not facts.code.occurs(re.compile("lane"), span)
    assert facts.code.occurs(re.compile("cudaMalloc"), span)


@pytest.mark.parametrize(
    ("shape", "source", "holds"),
    [
        ("while ($here) $body;", "void f() { while (X() != 0) { g(); } }", True),
        ("while ($here) $body;", "void f() { while (X());}", True),
        ("while ($here) $body;", "void f() { while (a) { X(); } }", False),
        ("do $body; while ($here);", "void f() { do { g(); } while (!X()); }", True),
        ("printf($*here)", 'void f() { printf("%d", 1, X()); }', True),
        ("$type $name[$here];", "void f() { __shared__ int a[32 / X()]; }", True),
        ("$type $name[$here];", "void f() { a[X()] = 1; }", False),
        ("$name<$here>", "void f() { Tile<X> tile; }", True),
        ('static_assert($here, "$text");', 'void f() { static_assert(X > 3, "no"); }', True),
        ("while ($here) $body;", "void f() { while ([] { void g() { X(); } }()) {} }", False),
    ],
)
def test_shapes_around(shape: str, source: str, holds: bool) -> None:
    tree = parse(source.encode())
    at = source.index("X")
    _, leaf = tree.leaf(at, at + 1)
    assert encloses(shape, tree, leaf, Span(at, at + 1)) is holds
