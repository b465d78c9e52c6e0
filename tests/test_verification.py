"""Parts of a verification by themselves: what compilers write, places, what findings announce."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import Edit, Span
from migrate.rewrite import edits as editing
from migrate.run import Run, run
from migrate.settings.config import Settings
from migrate.verification import Wanted, verify
from migrate.verification.announced import Announcements, Reach
from migrate.verification.diagnostics import Diagnostic, Place, is_unresolved, parse
from migrate.verification.ported import PortedTree
from migrate.verification.refused import Refused
from migrate.verification.staging import stage

CLANG = """\
In file included from /t/a.cu:3:
In file included from /t/b.h:1:
/usr/include/hip/x.h:9:1: error: no member named 'data' in 'T<int>'
/usr/include/hip/x.h:7:2: note: expanded from macro 'MAKE'
/t/a.cu:12:5: note: in instantiation of function template specialization 'f<int>' requested here
/t/a.cu:20:7: warning: unused variable 'x' [-Wunused]
/t/a.cu:21:7: note: declared here
/t/a.cu:30:2: fatal error: 'no.h' file not found
2 errors generated when compiling for gfx90a.
clang: error: amdgcn-link command failed with exit code 1 (use -v to see invocation)
"""


def test_errors_of_clang_with_all_their_places() -> None:
    first, second = parse(CLANG)
    assert first.message == "no member named 'data' in 'T<int>'"
    assert first.words == ("data", "T", "int")
    assert first.places == (
        Place("/usr/include/hip/x.h", 9, 1),
        Place("/usr/include/hip/x.h", 7, 2),
        Place("/t/a.cu", 12, 5),
        Place("/t/b.h", 1, 1),
        Place("/t/a.cu", 3, 1),
    )
    assert first.remarks == (
        "expanded from macro 'MAKE'",
        "in instantiation of function template specialization 'f<int>' requested here",
    )
    assert second == Diagnostic("'no.h' file not found", Place("/t/a.cu", 30, 2))


def test_what_includes_a_file_is_remembered_for_its_next_error() -> None:
    text = "In file included from a.cu:3:\nb.h:1:1: error: one\nb.h:2:1: error: two\n"
    assert [item.includes for item in parse(text)] == [(Place("a.cu", 3),)] * 2


def test_includes_of_gcc_begin_at_the_file_with_the_error() -> None:
    text = "In file included from b.h:1,\n                 from a.cu:3:\nc.h:5:2: error: bad\n"
    (error,) = parse(text)
    assert error.places == (Place("c.h", 5, 2), Place("b.h", 1), Place("a.cu", 3))


def test_errors_of_nvcc() -> None:
    text = (
        'a.cu(7): error: identifier "foo" is undefined\n'
        'a.cu(9): catastrophic error: cannot open source file "x.h"\n'
        "nvcc fatal   : Unsupported gpu architecture 'compute_20'\n"
        "2 errors detected in the compilation of 'a.cu'.\n"
    )
    found = parse(text)
    assert [(item.message, item.place) for item in found] == [
        ('identifier "foo" is undefined', Place("a.cu", 7)),
        ('cannot open source file "x.h"', Place("a.cu", 9)),
        ("Unsupported gpu architecture 'compute_20'", None),
    ]
    assert found[0].words == ("foo",)


def test_a_linker_that_misses_a_function() -> None:
    text = (
        "lld: error: undefined hidden symbol: falloff(float)\n"
        ">>> referenced by /t/a.cu:5 (/tmp/o)\n"
        "clang: error: amdgcn-link command failed with exit code 1 (use -v to see invocation)\n"
    )
    (error,) = parse(text)
    assert is_unresolved(error)
    assert error.places == (Place("/t/a.cu", 5),)


def test_a_command_that_failed_is_told_only_if_nothing_says_why() -> None:
    words = "hipcc: error: amdgcn-link command failed with exit code 1 (use -v)"
    assert [item.message for item in parse(words)] == [words.removeprefix("hipcc: error: ")]
    why = "fatal error: error in backend: no such instruction\n"
    failed = "clang: error: clang frontend command failed with exit code 70 (use -v)\n"
    assert [item.message for item in parse(why + failed)] == [why[13:-1]]


@pytest.mark.parametrize(
    "text", ["", "warning: a.cu:1:1: careful\n", "Traceback (most recent call\n"]
)
def test_what_is_no_error(text: str) -> None:
    assert parse(text) == []


def test_the_nearest_place_before_a_change() -> None:
    change = editing.apply(b"abcdef", [Edit(2, 4, b"XYZ"), Edit(6, 6, b"!")])
    assert change.data == b"abXYZef!"
    assert [change.nearest(at) for at in range(9)] == [0, 1, 2, 2, 2, 4, 5, 6, 6]
    assert editing.apply(b"ab", [Edit(0, 0, b"XX")]).nearest(1) == 0


def test_the_place_after_a_change() -> None:
    change = editing.apply(b"abcdef", [Edit(2, 4, b"XYZ"), Edit(6, 6, b"!")])
    assert [change.place_of(at) for at in range(7)] == [0, 1, 2, 2, 5, 6, 7]
    assert editing.apply(b"ab", [Edit(0, 0, b"XX")]).place_of(0) == 0


SOURCE = """\
#include <cuda_runtime.h>
#if CUDART_VERSION < 3000
struct old { int x; };
#endif
#define MAKE(h) do { \\
    cudaNoSuchThing(h, \\
        2); \\
    other(h); \\
  } while (0)
void f() {
  cudaGraphConditionalHandleCreate(
      nullptr, inner(3, 4),
      1);
  int free_of_findings;
}
#ifdef __HIP_PLATFORM_AMD__
void g() { cudaFree(nullptr); }
#endif
"""


@pytest.fixture
def done(tmp_path: Path) -> Run:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.cu").write_text(SOURCE)
    (tmp_path / "beside.h").write_text("")
    return run([tmp_path / "src"], Settings(to="hip@6.2", jobs=1))


def test_what_findings_announce(done: Run) -> None:
    announced = Announcements(done, PortedTree(done))

    def at(words: str, *names: str, reach: Reach = Reach.CALL) -> str:
        return announced.at("a.cu", SOURCE.index(words), names, reach)

    name = "cudaGraphConditionalHandleCreate"
    assert at("1);") == at(name) != ""  # an argument of its call
    assert at("1);", name, reach=Reach.NAME) != ""  # of its name, in the same statement
    assert at("1);", "hipNoSuchThing", reach=Reach.NAME) == ""  # of another name
    assert at("int free", name, reach=Reach.NAME) == ""  # in another statement
    assert at("1);", reach=Reach.PLACE) == ""
    assert at("4),") == ""  # an argument of a call within
    assert at("2);") == at("cudaNoSuchThing") != ""  # in the body of a macro, too
    assert at("other") == ""
    assert at("struct old") == ""  # what is to be reviewed announces other values
    assert at("free_of_findings") == ""
    assert announced.of_names([name]) != ""
    assert announced.of_names(["cudaFree"]) == ""
    assert announced.is_targets_own("a.cu", SOURCE.index("void g()"))
    assert not announced.is_targets_own("a.cu", SOURCE.index("void f()"))


def test_places_of_a_port_come_back(done: Run) -> None:
    ported = PortedTree(done).of("a.cu")
    offset = ported.offset_after(1, 1)
    assert ported.text_of_line(1) == "#include <hip/hip_runtime.h>"
    assert ported.origin(offset) == 0
    assert ported.word_before(SOURCE.index("CUDART_VERSION")) == Span(30, 44)
    assert ported.text_of_line(99) == ""


def test_the_copy_of_a_port(done: Run, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    staged = stage(done, [tmp_path / "src"], folder)
    place = staged.place(tmp_path / "src/a.cu")
    assert b"hip/hip_runtime.h" in place.read_bytes()
    assert staged.name(str(place)) == "a.cu"
    assert staged.original(str(place)) == str(tmp_path / "src/a.cu")
    assert staged.moved(str(tmp_path / "src")) == str(place.parent)
    assert staged.moved("/usr/include") == "/usr/include"
    assert staged.name("/usr/include/stdio.h") is None
    assert (tmp_path / "src/a.cu").read_text() == SOURCE


def test_what_a_port_makes_the_targets_own_is_nothing_left(tmp_path: Path) -> None:
    (tmp_path / "common.h").write_text(
        "#ifndef CUBLAS_COMMON_H\n#define CUBLAS_COMMON_H\n#include <cublas_v2.h>\n"
        "#if defined(SINGLE)\n#define CUBLAS_LOWP CUDA_R_32F\n#elif defined(HALF)\n"
        "#define CUBLAS_LOWP CUDA_R_16F\n#else\n#define CUBLAS_LOWP CUDA_R_16BF\n#endif\n#endif\n"
    )
    settings = Settings(jobs=1)
    done = verify(run([tmp_path], settings), [tmp_path], settings, Wanted(static=True))
    assert done.report.verification is not None
    assert [item.message for item in done.report.verification.silent] == []


@pytest.mark.parametrize(
    ("code", "message", "at", "said"),
    [
        (
            "void f(int n) { std::vector<curandState> kept(n); }",
            "no matching constructor for initialization of 'hiprandState'",
            "kept",
            "hip/rand/host-state",
        ),
        (
            "void f(int n) { std::vector<curandState> kept(n); }\nvoid g() { int there; }",
            "no matching constructor for initialization of 'hiprandState'",
            "there",
            "",
        ),
        (
            "__device__ float f(cudaTextureObject_t t) { return tex2DLod<float>(t, 0, 0, 1); }",
            "error in backend: requested image instruction is not supported on this GPU",
            "",
            "hip/texture/level",
        ),
    ],
)
def test_findings_announce_what_hipcc_says_beside_their_place(
    code: str, message: str, at: str, said: str, tmp_path: Path
) -> None:
    text = f"#include <curand_kernel.h>\n#include <vector>\n{code}\n"
    (tmp_path / "a.cu").write_text(text)
    done = run([tmp_path], Settings(to="hip", jobs=1))
    places = [("a.cu", text.index(at))] if at else []
    assert Refused(done, PortedTree(done)).announced([message], "a.cu", places) == said
