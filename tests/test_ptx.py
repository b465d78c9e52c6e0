"""Inline PTX: how a statement is read, and what the rules make of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model import Span, Status, UserError
from migrate.rules.ruleset import load
from migrate.text import lexer
from migrate.text.assembly import Statement, read_statement
from migrate.text.ptx import Kind, Part, read_pattern, read_program
from tests.porting import port

ASM = re.compile(rb"\b(?:asm|__asm__|__asm)\b")


def statement(source: str) -> Statement | None:
    """The first statement of ``source``."""
    data = source.encode()
    match = ASM.search(data)
    assert match is not None
    return read_statement(data, Span(*match.span()), lexer.trivia(data).both)


def read(source: str) -> Statement:
    found = statement(source)
    assert found is not None
    return found


def shown(part: Part) -> object:
    """An operand in a form to compare."""
    if part.parts:
        return (part.kind.value, part.text, [shown(item) for item in part.parts])
    return f"{'!' * part.negated}{part.text}"


READ = {
    'asm("mov.u32 %0, %%laneid;" : "=r"(x));': [("mov.u32", ["0", "laneid"])],
    'asm volatile("mov.u32 %0, %laneid;" : "=r"(x));': [("mov.u32", ["0", "laneid"])],
    '__asm__ __volatile__("trap;");': [("trap", [])],
    '__asm("add" ".u32 %0, " "%1, -4;" : "=r"(x) : "r"(y));': [("add.u32", ["0", "1", "-4"])],
    'asm(R"(bar.sync 0;)" ::: "memory");': [("bar.sync", ["0"])],
    'asm("// no\\n bar.sync /* 1 */ 0;");': [("bar.sync", ["0"])],
    'asm("{.reg .pred p; @!p trap; }");': [("trap", [])],
    'asm("mov.b64 %0, {%1, %2};" : "=l"(x) : "r"(y), "r"(z));': [
        ("mov.b64", ["0", ("vector", "", ["1", "2"])])
    ],
    'asm("st.global.f32 [%0 + 8], 0f3F800000;" :: "l"(p));': [
        ("st.global.f32", [("address", "+8", ["0"]), "0f3F800000"])
    ],
    'asm("shfl.sync.up.b32 t|p, %0, 1, 0, %[m];" :: "r"(x), [m] "r"(y));': [
        ("shfl.sync.up.b32", [("pair", "", ["t", "p"]), "0", "1", "0", "[m]"])
    ],
    'asm("ld.global.L1::no_allocate.L2::128B.u32 %0, [%1];" : "=r"(x) : "l"(p));': [
        ("ld.global.L1::no_allocate.L2::128B.u32", ["0", ("address", "", ["1"])])
    ],
    'asm("mov.u32 %0, %%tid.x" : "=r"(x));': [("mov.u32", ["0", "tid.x"])],
    'asm("" ::: "memory");': [],
}


@pytest.mark.parametrize(("source", "wanted"), READ.items(), ids=range(len(READ)))
def test_instructions(source: str, wanted: object) -> None:
    program = read(source).program
    found = [(item.opcode, [shown(part) for part in item.parts]) for item in program.instructions]
    assert found == wanted


def test_spans_are_those_of_the_file() -> None:
    source = 'f(); asm("{\\n\\t"\n    "add.u32 %0, %1, 1;}" /* c */ : "=r"(a[i]) : "r"((b + 1)));'
    found = read(source)
    assert source[slice(*found.span)] == source[5:-1]
    (instruction,) = found.program.instructions
    assert source[slice(*instruction.span)] == "add.u32 %0, %1, 1"
    assert [source[slice(*part.span)] for part in instruction.parts] == ["%0", "%1", "1"]
    assert [source[slice(*item.value)] for item in found.arguments] == ["a[i]", "(b + 1)"]
    assert [(item.constraint, item.output) for item in found.arguments] == [
        ("=r", True),
        ("r", False),
    ]


def test_registers_predicates_and_labels() -> None:
    text = '"{ .reg .pred p, q; .reg .b64 %t; L1: @p add.u64 %t, %t, 1; @!q bra L1; }"'
    program = read(f"asm({text});").program
    assert program.registers == (("p", "pred"), ("q", "pred"), ("t", "b64"))
    assert program.other == ("L1:",)
    guards = [item.guard for item in program.instructions]
    assert [(guard.text, guard.negated) for guard in guards if guard] == [("p", False), ("q", True)]


@pytest.mark.parametrize(
    "source",
    [
        'asm("add" TYPE " %0;" : "=r"(x));',
        "asm(text);",
        'asm("mov.u32 %0, 1;" : "=r"(x)',
        'asm("mov.u32 %0, 1;" : "=r" x);',
        "asm { nop }",
        "asm;",
        "asm(",
    ],
)
def test_what_is_no_plain_statement(source: str) -> None:
    assert statement(source) is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    program = read_program(text, range(len(text)))
    assert all(item.span.start < item.span.end for item in program.instructions)


PIECES = st.sampled_from(
    'asm volatile ( ) " : :: ; , [ ] { } %0 %1 %%laneid @p @!p .reg .pred p mov.u32 add \\n "=r" '
    'x(y) R"( )" // /* */ # \n $d | ! - 1 0f 0x'.split(" ")
)


@given(st.lists(PIECES).map(" ".join))
def test_any_source_is_read_and_spans_stay_inside(tail: str) -> None:
    source = f"asm {tail}"
    found = statement(source)
    if found is not None:
        size = len(source.encode())
        for instruction in found.program.instructions:
            assert 0 <= instruction.span.start < instruction.span.end <= size
        assert all(item.value.start < item.value.end <= size for item in found.arguments)


def test_patterns() -> None:
    found = read_pattern("ld.global.{u32,s32} $d:r, [$p]")
    assert found is not None
    assert found.opcode == "ld.global.{u32,s32}"
    assert [part.kind for part in found.parts] == [Kind.NAME, Kind.ADDRESS]
    assert read_pattern("@p") is not None
    assert read_pattern("add.u32 $d, $a; sub.u32 $d, $a") is None


# -- ports


def function(body: str) -> str:
    parameters = "unsigned a, unsigned b, unsigned *p, float x, const unsigned *q, unsigned &r"
    return f"__device__ void f({parameters}) {{\n  {body}\n}}\n"


def ported(body: str) -> str:
    """What becomes of a statement in a device function."""
    result = port(function(body), "a.cu")
    text = (result.content or function(body).encode()).decode()
    text = text.replace("#include <hip/hip_runtime.h>\n", "")
    return text.partition(") {\n  ")[2].removesuffix("\n}\n")


PORTS = {
    "one": ('asm("add.u32 %0, %1, %2;" : "=r"(a) : "r"(a), "r"(b + 1));',
            "a = (unsigned)a + (unsigned)(b + 1);"),
    "number": ('asm("and.b32 %0, %1, 0xff;" : "=r"(a) : "r"(b));',
               "a = (unsigned)b & (unsigned)0xff;"),
    "behind-if": ('if (a) asm("membar.gl;"); else b = 1;', "if (a) __threadfence(); else b = 1;"),
    "several": ('asm("membar.gl; bar.sync 0;" ::: "memory");',
                "__threadfence();\n  __syncthreads();"),
    "several-behind-if": ('if (a) asm("membar.gl; bar.sync 0;");',
                          "if (a) do { __threadfence(); __syncthreads(); } while (0);"),
    "register": ('asm("{ .reg .u32 b; add.u32 b, %1, 1; mul.lo.u32 %0, b, b; }"\n'
                 '  : "=r"(a) : "r"(b));',
                 "{\n    unsigned b_;\n    b_ = (unsigned)b + (unsigned)1;\n"
                 "    a = (unsigned)b_ * (unsigned)b_;\n  }"),
    "predicate": ('asm("{.reg .pred q; setp.lt.s32 q, %1, 0; @!q add.u32 %0, %0, 1;}"\n'
                  '  : "+r"(a) : "r"(b));',
                  "{\n    bool q;\n    q = (int)b < (int)0;\n"
                  "    if (!q) a = (unsigned)a + (unsigned)1;\n  }"),
    "offset": ('asm("st.global.u32 [%0+4], %1;" :: "l"(p + a), "r"(b));',
               "*(unsigned *)((char *)(p + a) + 4) = b;"),
    "special": ('asm("mov.u32 %0, %%ctaid.y;" : "=r"(a));', "a = blockIdx.y;"),
    "float": ('asm("fma.rn.f32 %0, %1, 0f40000000, %1;" : "=f"(x) : "f"(x));',
              "x = fmaf(x, 2.0f, x);"),
    "register-with-percent": (
        'asm("{.reg .b32 %v; .reg .pred %k; setp.lt.s32 %k, %1, 0; mov.b32 %v, %1;"\n'
        '  "@%k add.u32 %0, %0, %v;}"\n'
        '  : "+r"(a) : "r"(b));',
        "{\n    unsigned v;\n    bool k;\n    k = (int)b < (int)0;\n    v = b;\n"
        "    if (k) a = (unsigned)a + (unsigned)v;\n  }"),
    # What is written before another operand is read, which may be the same object.
    "input-behind-store": (
        'asm("add.u32 %0, %2, 1; add.u32 %1, %3, 1;"\n'
        '  : "=r"(p[a]), "=r"(p[a + 1]) : "r"(q[a]), "r"(q[a + 1]));',
        "{\n    const auto q_a_1 = q[a + 1];\n    p[a] = (unsigned)q[a] + (unsigned)1;\n"
        "    p[a + 1] = (unsigned)q_a_1 + (unsigned)1;\n  }"),
    "input-is-output": (
        'asm("add.u32 %0, %1, 1; add.u32 %0, %0, %2;" : "=r"(a) : "r"(b), "r"(a));',
        "{\n    const auto a_ = a;\n    a = (unsigned)b + (unsigned)1;\n"
        "    a = (unsigned)a + (unsigned)a_;\n  }"),
    "both": (
        'asm("add.u32 %0, %0, 1; add.u32 %1, %1, 2;" : "+r"(p[a]), "+r"(p[b]));',
        "{\n    auto p_a = p[a];\n    auto p_b = p[b];\n    p_a = (unsigned)p_a + (unsigned)1;\n"
        "    p_b = (unsigned)p_b + (unsigned)2;\n    p[a] = p_a;\n    p[b] = p_b;\n  }"),
    "reference": (
        'asm("add.u32 %0, %1, 1; mul.lo.u32 %0, %0, %2;" : "=r"(*p) : "r"(a), "r"(r));',
        "{\n    const auto r_ = r;\n    *p = (unsigned)a + (unsigned)1;\n"
        "    *p = (unsigned)(*p) * (unsigned)r_;\n  }"),
    "loaded-behind-store": (
        'asm("ld.global.u32 %0, [%2]; ld.global.u32 %1, [%3];"\n'
        '  : "=r"(p[0]), "=r"(p[1]) : "l"(q), "l"(q + a));',
        "{\n    unsigned p_0;\n    unsigned p_1;\n"
        "    p_0 = *(const unsigned *)q;\n    p_1 = *(const unsigned *)(q + a);\n"
        "    p[0] = p_0;\n    p[1] = p_1;\n  }"),
    "read-behind-memory": (
        'asm("st.global.u32 [%0], %1; st.global.u32 [%0 + 4], %2;" :: "l"(p), "r"(a), "r"(q[0]));',
        "{\n    const auto q_0 = q[0];\n    *(unsigned *)p = a;\n"
        "    *(unsigned *)((char *)p + 4) = q_0;\n  }"),
    "read-behind-barrier": (
        'asm("bar.sync 0; mov.u32 %0, %1;" : "=r"(a) : "r"(*p));',
        "{\n    const auto p_ = *p;\n    __syncthreads();\n    a = p_;\n  }"),
    "effect-behind-predicate": (
        'asm("{.reg .pred k; setp.lt.s32 k, %1, 0; @k mov.u32 %0, %2;}"\n'
        '  : "+r"(a) : "r"(b), "r"(*p++));',
        "{\n    const auto p_ = *p++;\n    bool k;\n    k = (int)b < (int)0;\n"
        "    if (k) a = p_;\n  }"),
    # What cannot be the same object stays in its place.
    "apart": (
        'asm("add.u32 %0, %0, 1; add.u32 %1, %1, 1;" : "+r"(p[a]), "+r"(p[a + 1]));',
        "p[a] = (unsigned)p[a] + (unsigned)1;\n  p[a + 1] = (unsigned)p[a + 1] + (unsigned)1;"),
    "own": (
        'asm("add.u32 %0, %1, %2; mul.lo.u32 %0, %0, %2;" : "=r"(*p) : "r"(a), "r"(b * 2));',
        "*p = (unsigned)a + (unsigned)(b * 2);\n  *p = (unsigned)(*p) * (unsigned)(b * 2);"),
    "address": (
        'asm("st.global.u32 [%0], %1; st.global.u32 [%2], %1;" :: "l"(p), "r"(a), "l"(&q[b]));',
        "*(unsigned *)p = a;\n  *(unsigned *)(&q[b]) = a;"),
    "bits-of-a-float": ('asm("mov.b32 %0, %1;" : "=r"(a) : "f"(x));', "a = __float_as_uint(x);"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), PORTS.values(), ids=PORTS.keys())
def test_a_statement_is_ported_whole(before: str, after: str) -> None:
    assert ported(before) == after


def test_a_statement_with_operands_is_in_a_function_where_no_tree_says_so() -> None:
    statement = 'asm("add.u32 %0, %1, 1;" : "=r"(a) : "r"(b));'
    result = port(f"FUNCTION(f, unsigned b)\n  b = 1;\n  {statement}\nEND(f)\n", "a.cu")
    assert b"  a = (unsigned)b + (unsigned)1;\nEND(f)" in (result.content or b"")


STAY = {
    "unknown": ('asm("add.u32 %0, %1, 1; foo.u32 %0;" : "=r"(a) : "r"(b));', "foo.u32"),
    "one-of-two": (
        'asm("{.reg.b32 %v; .reg.pred %k; shfl.sync.up.b32 %v|%k, %0, %1, 0, 0xffffffff;"\n'
        ' "@%k add.u32 %0, %0, %v;}" : "+r"(a) : "r"(b));',
        "add.u32: there is an equivalent",
    ),
    "label": ('asm("L: add.u32 %0, %1, 1;" : "=r"(a) : "r"(b));', "L:"),
    "effect": ('asm("mul.lo.u32 %0, %1, %1;" : "=r"(a) : "r"(b++));', "b++"),
    "place-overwritten": (
        'asm("add.u32 %0, %2, 1; add.u32 %1, %2, 2;" : "=r"(a), "=r"(p[a]) : "r"(b));',
        "a is written before",
    ),
    "place-overwritten-by-one": (
        'asm("ld.global.v2.u32 {%0, %1}, [%2];" : "=r"(a), "=r"(p[a]) : "l"(p));',
        "a is written before",
    ),
    "place-in-memory": (
        'asm("add.u32 %0, %2, 1; add.u32 %1, %2, 2;" : "=r"(p[0]), "=r"(p[p[1]]) : "r"(b));',
        "p[0] is written before",
    ),
    "stored-with-an-effect": (
        'asm("ld.global.u32 %0, [%2]; ld.global.u32 %1, [%2];" : "+r"(*p++), "=r"(a) : "l"(q));',
        "*p++ would not",
    ),
    "other-class": ('asm("add.u32 %0, %1, 1;" : "=f"(x) : "f"(x));', "add.u32"),
    "register-of-another": ('asm("@q membar.gl;");', "predicate q"),
    "carry": ('asm("add.cc.u32 %0, %1, 1;" : "=r"(a) : "r"(b));', "carry"),
    "matrix": ('asm("mma.sync.aligned.m8n8k4.row.col.f64 {%0}, {%1};" :: "r"(a));', "mma"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "said"), STAY.values(), ids=STAY.keys())
def test_what_stays_is_accounted_for(body: str, said: str) -> None:
    assert ported(body) == body
    (finding,) = port(function(body), "a.cu").findings
    assert finding.status is Status.MANUAL
    assert said in finding.message
    assert function(body)[finding.start : finding.end] == body[:-1]


@pytest.mark.parametrize(
    "body",
    [
        'asm("nop");',
        'asm("v_add_f32 %0, %1, %2" : "=v"(x));',
        'asm("" ::: "memory");',
        'asm("mov %%eax, %0" : "=r"(a));',
    ],
)
def test_other_assembly_is_left_in_peace(body: str) -> None:
    result = port(function(body) + "void g() { cudaFree(0); }", "a.cu")
    assert not result.findings


def test_a_macros_operands_may_be_any_expression() -> None:
    source = '#define ADD(d, a, b) asm("add.u32 %0, %1, %2;" \\\n : "=r"(d) : "r"(a), "r"(b))\n'
    result = port(source, "a.cu")
    assert result.content is not None
    assert b"#define ADD(d, a, b) d = (unsigned)(a) + (unsigned)(b)\n" in result.content


OWN = {
    "pointed-to": ("unsigned k = 0, *m = &k;", 'const auto m_ = *m;'),
    "named-again": ("unsigned k = 0; unsigned &m_k = k, *m = p;", 'const auto m_ = *m;'),
    "static": ("static unsigned k; unsigned *m = p;", 'const auto m_ = *m;'),
    "own": ("unsigned k = 0, *m = p;", "k = (unsigned)a + (unsigned)1;\n  k = (unsigned)k"),
    "own-array": ("unsigned k[2], *m = p;", "k[b] = (unsigned)a + (unsigned)1;\n  k[b] = "),
    "own-member": ("uint2 k; unsigned *m = p;", "k.x = (unsigned)a + (unsigned)1;\n  k.x = "),
}  # fmt: skip


@pytest.mark.parametrize(("declared", "wanted"), OWN.values(), ids=OWN.keys())
def test_a_variable_that_nothing_else_names_is_no_other_object(declared: str, wanted: str) -> None:
    out = "k[b]" if "k[" in declared else "k.x" if "uint2" in declared else "k"
    body = f'asm("add.u32 %0, %1, 1; add.u32 %0, %0, %2;" : "=r"({out}) : "r"(a), "r"(*m));'
    assert wanted in ported(f"{declared}\n  {body}")


def test_a_macros_operands_may_be_one_object() -> None:
    source = (
        '#define TWO(c, d, a, b) asm("add.u32 %0, %2, 1; add.u32 %1, %3, 1;" \\\n'
        ' : "=r"(c), "=r"(d) : "r"(a), "r"(b))\n'
    )
    result = port(source, "a.cu")
    assert result.content is not None
    wanted = (
        b"do { const auto b_ = b; c = (unsigned)(a) + (unsigned)1; "
        b"d = (unsigned)b_ + (unsigned)1; } while (0)\n"
    )
    assert wanted in result.content
    called = port(source + "__device__ void f(int b_) { int u, v; TWO(u, v, 1, b_); }\n", "a.cu")
    assert b"const auto b__ = b;" in (called.content or b"")


RULE = 'title = "T"\n[[case]]\n{}\nrewrite = "$d = 1"\nsafety = "safe"\n'


@pytest.mark.parametrize(
    "case",
    [
        'ptx = "mov.u32 $d, $a"\nmatch = "asm($d)"',
        'ptx = "mov.u32 $a"',
        'ptx = "mov.$type $d"',
        'ptx = "mov.u32 $d; mov.u32 $d"',
    ],
)
def test_a_wrong_rule_is_refused(case: str, tmp_path: Path) -> None:
    folder = tmp_path / "hip" / "ptx"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(RULE.format(case), "utf-8")
    with pytest.raises(UserError):
        load("hip", [tmp_path])


HOSTS_OWN = {
    "x86-memory": 'asm volatile("movaps %1, %0" : "=m"(*p) : "x"(v));',
    "x86-register": 'asm("mov %%eax, %0" : "=r"(v) :: "cc");',
    "x86-word": 'asm volatile("set %0, 1" : "=r"(v));',
    "fixed-register": 'asm volatile("mov %1, %0" : "=a"(v) : "0"(v));',
    "arm-clobber": 'asm volatile("vadd.f32 q0, q1, q2" ::: "q0");',
    "arm-vector": 'asm("vadd.f32 %q0, %q1, %q1" : "=w"(v) : "w"(v));',
    "arm-word": 'asm volatile("mov %0, sp" : "=r"(v) :: "memory");',
    "sparc": 'asm("sethi %hi(mode), %o1");',
    "word": 'asm("bar");',
    "empty": 'asm volatile("" : "+r"(v));',
}


@pytest.mark.parametrize("body", HOSTS_OWN.values(), ids=HOSTS_OWN.keys())
@pytest.mark.parametrize("head", ["void f", "static inline int f", "template <class T> void f"])
@pytest.mark.parametrize("path", ["a.cpp", "a.cu", "a.h"])
def test_assembly_of_the_hosts_processor_is_no_finding(body: str, head: str, path: str) -> None:
    result = port(f"{head}(int *p, int v) {{ {body} }}\nint g() {{ return cudaFree(0); }}", path)
    assert not result.findings
    assert result.content is None or body.encode() in result.content


@pytest.mark.parametrize(("path", "told"), [("a.h", 0), ("a.c", 0), ("a.cuh", 1)])
@pytest.mark.parametrize("mark", ["", "__device__ "])
def test_an_empty_macro_beside_nothing_of_cudas_is_the_hosts(
    path: str, told: int, mark: str
) -> None:
    source = '#define KEEP(v) __asm__("" : "+r"(v))\n' + mark + "int f(int v);\n"
    assert len(port(source, path).findings) == max(told, bool(mark))


@pytest.mark.parametrize(
    "condition", ["#ifdef __x86_64__", "#if defined(__aarch64__)", "#ifndef __CUDA_ARCH__"]
)
def test_a_branch_for_the_host_holds_its_assembly(condition: str) -> None:
    body = 'asm("set %0, 1" : "=r"(v));'
    source = f"{condition}\n__host__ __device__ void f(int v) {{ {body} }}\n#endif\n"
    assert not port(source + "void g() { cudaFree(0); }", "a.cu").findings


@pytest.mark.parametrize(
    "head", ["__device__ void f", "DEVICE_INLINE void f", "constexpr int f", "FORCEINLINE void f"]
)
@pytest.mark.parametrize(
    "body", ['asm("bar");', 'asm volatile("set.eq.u32.u32 %0, %0, 1;" : "+r"(v));']
)
def test_assembly_that_may_run_on_the_device_is_ptx(head: str, body: str) -> None:
    (finding,) = port(f"{head}(int v) {{ {body} }}", "a.cu").findings
    assert finding.status is Status.MANUAL


def test_what_stays_because_its_edit_wants_a_look_is_ported_by_hand() -> None:
    body = 'asm("mov.u32 %0, %%lanemask_lt;" : "=r"(a));'
    result = port(function(body), "a.cu")
    assert [finding.status for finding in result.findings] == [Status.MANUAL]
    assert body.encode() in (result.content or function(body).encode())
