"""The header that ports to SYCL include: its programs run, and nothing in it is without a check.

The programs are in ``tests/sycl/``; each says how many of its checks failed. They are compiled and
run on the processor, in the environment that ``migrate sycl-env --libraries`` makes.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from docs import helper
from migrate.process.execute import Answer, call
from migrate.sycl import driver
from migrate.sycl.environment import Environment, find_environment
from migrate.sycl.units import unit_of

PROGRAMS = Path(__file__).parent / "sycl"
HELPERS = Path(__file__).parent.parent / "rules" / "sycl" / "helpers"
LIMIT = 600.0
SOURCES = {
    "device": ["device.cpp", "device_other.cpp"],
    "no_warps": ["no_warps.cpp"],
    "groups": ["groups.cpp"],
    "matrices": ["matrices.cpp"],
    "host": ["host.cpp", "host_other.cpp"],
    "arithmetic": ["arithmetic.cpp"],
    "linear": ["linear.cpp"],
    "batches": ["batches.cpp"],
    "sparse": ["sparse.cpp"],
    "solvers": ["solvers.cpp"],
    "transforms": ["transforms.cpp"],
    "thrust": ["thrust.cpp"],
    "thrust_values": ["thrust_values.cpp"],
    "thrust_ranges": ["thrust_ranges.cpp"],
    "iterators": ["iterators.cpp"],
    "cub": ["cub.cpp"],
    "blocks": ["blocks.cpp"],
    "cub_more": ["cub_more.cpp"],
    "sorting": ["sorting.cpp"],
    "segments": ["segments.cpp"],
    "texture": ["texture.cpp"],
}
# What one device without a clock has not.
UNTRIED = frozenset("clock clock64 enable_peer_access disable_peer_access".split())
# Types that a program has by other names, and aliases of what is the standard's or oneDPL's.
ALIASES = frozenset(
    """
    blas_algorithm blas_compute blas_math_mode blas_state call_launcher congruential_engine
    bfloat162 NullType zip_function capture_mode constant_iterator counting_iterator data_type
    default_queue dense_matrix dense_vector device_flags event_flags event_state execution fft_made
    fft_state generator_state host_alloc_flags host_function is_recording kernel_body
    kernel_arguments null_pointer passed default_stream
    mem_attach_flags mem_pool_attribute memcpy_kind memory_type solver_state sparse_matrix
    sparse_solution sparse_product matrix_description
    solver_settings
    sparse_state stream_callback stream_flags ConstantInputIterator CountingInputIterator
    DoubleBuffer TransformInputIterator divides equal_to greater_equal identity less_equal
    logical_and logical_not logical_or make_discard_iterator make_reverse_iterator minimum minus
    modulus multiplies negate not_equal_to pair tuple universal_vector unary_function
    binary_function address_mode array_const_t array_flags boundary_mode channel_kind filter_mode
    read_mode resource_type surface_reference texture_reference texture_type
    """.split()
)


@cache
def environment() -> Environment:
    found = find_environment()
    assert found is not None, "migrate sycl-env --libraries"
    return found


def said(answer: Answer) -> str:
    return f"{answer.code}: {answer.text[-4000:]}"


@pytest.mark.sycl
@pytest.mark.parametrize("name", SOURCES)
def test_the_checks_of_a_program_hold(name: str, tmp_path: Path) -> None:
    objects = []
    for source in SOURCES[name]:
        unit = unit_of(PROGRAMS / source, ["-O1", f"-I{HELPERS}"])
        objects.append(tmp_path / f"{source}.o")
        made = driver.compile_unit(environment(), unit, objects[-1], LIMIT)
        assert made.code == 0, said(made)
    linked = driver.link(environment(), objects, tmp_path / name, LIMIT)
    assert linked.code == 0, said(linked)
    ran = call([str(tmp_path / name)], LIMIT, environment().running, tmp_path)
    assert ran.code == 0, said(ran)
    assert re.search(r"^[1-9]\d* checks, 0 failed$", ran.text, re.MULTILINE), said(ran)


@pytest.mark.sycl
@pytest.mark.parametrize(
    "words", ["-std=c++17", "-std=c++20", "-std=c++17 -DPORT_NO_WARPS -DPORT_NO_STEPS -DREAL"]
)
@pytest.mark.parametrize("header", helper.HEADERS)
def test_a_helper_compiles_alone_without_a_warning(header: str, words: str, tmp_path: Path) -> None:
    source = tmp_path / "alone.cpp"
    source.write_text(f'#include "{header}"\n')
    unit = unit_of(source, [*words.split(), f"-I{HELPERS}"])
    warnings = ["-Wall", "-Wextra", "-Wno-unknown-attributes"]
    for check in (driver.check_types, driver.check_device):
        answer = check(environment(), unit, LIMIT, warnings)
        assert (answer.code, answer.text.strip()) == (0, "")


def test_each_function_of_the_header_is_tried_by_a_program() -> None:
    programs = "\n".join(file.read_text() for file in sorted(PROGRAMS.glob("*.cpp")))
    tried = set(re.findall(r"\w+", programs))
    entries = [
        entry
        for header in helper.HEADERS
        for section in helper.sections(header)
        for entry in section.entries
    ]
    names = {name.rpartition("::")[2] for entry in entries for name in entry.names}
    assert len(names) > 300
    assert names - tried - UNTRIED - ALIASES == set()
    assert names >= UNTRIED


def test_the_page_of_the_header_has_its_tables() -> None:
    text = (Path(helper.__file__).parent / helper.PAGE).read_text("utf-8")
    assert helper.page(text) == text, "run python -m docs.generate"
    assert "| `__syncthreads` | `port::sync_threads` | sycl::group_barrier of the block |" in text
    assert "| `PORT_SHARED` |" in text
    assert "`port::cg::reduce`" in text
    assert "`port::thrust::sort`" in text


@pytest.mark.sycl
def test_a_precompiled_header_changes_no_answer(tmp_path: Path) -> None:
    source = tmp_path / "unit.cpp"
    source.write_text('#include "port.hpp"\nint count = COUNT;\nint wrong = undeclared;\n')
    unit = unit_of(source, [f"-I{HELPERS}", "-DCOUNT=3"])
    header = driver.precompile(environment(), unit, tmp_path, LIMIT)
    assert header is not None
    assert driver.precompile(environment(), unit, tmp_path, LIMIT) == header
    plain = driver.check_types(environment(), unit, LIMIT)
    quick = driver.check_types(environment(), unit, LIMIT, precompiled=header)
    assert plain == quick
    assert "undeclared" in plain.text
    assert "COUNT" not in plain.text


@pytest.mark.sycl
def test_what_a_kernel_may_not_do_is_named_in_its_file(tmp_path: Path) -> None:
    source = tmp_path / "recursive.cpp"
    source.write_text(
        '#include "port.hpp"\n'
        "int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }\n"
        "void kernel(int *p) { *p = fib(9); }\n"
        "void call(int *p) { port::launch<kernel>(1, 1)(p); }\n"
    )
    unit = unit_of(source, [f"-I{HELPERS}"])
    assert driver.check_types(environment(), unit, LIMIT).code == 0
    answer = driver.check_device(environment(), unit, LIMIT)
    assert answer.code == 1
    assert f"{source}:2:" in answer.text
    assert "recursive function" in answer.text


def built(source: Path, words: list[str]) -> Path:
    """The program of one source, beside it."""
    made, part = source.with_suffix(""), source.with_suffix(".o")
    unit = unit_of(source, words)
    assert driver.compile_unit(environment(), unit, part, LIMIT).code == 0
    assert driver.link(environment(), [part], made, LIMIT).code == 0
    return made


@pytest.mark.sycl
def test_a_program_with_openmp_runs_in_one_thread(tmp_path: Path) -> None:
    source = tmp_path / "threads.cpp"
    source.write_text(
        '#include "port.hpp"\n#include <omp.h>\n'
        "void kernel(int *p) { *p *= 2; }\n"
        "int main() {\n"
        "  int *sum = nullptr;\n"
        "  port::malloc_managed(&sum, sizeof *sum);\n"
        "  *sum = 0;\n"
        "#pragma omp parallel for\n"
        "  for (int n = 0; n < 5; ++n) *sum += n;\n"
        "  port::launch<kernel>(1, 1)(sum);\n"
        "  port::device_synchronize();\n"
        "  return *sum + omp_get_num_threads();\n"
        "}\n"
    )
    made = built(source, [f"-I{HELPERS}", "-fopenmp"])
    assert call([str(made)], LIMIT, environment().running).code == 21


@pytest.mark.sycl
def test_a_program_runs_by_itself_whatever_its_macros_are(tmp_path: Path) -> None:
    source = tmp_path / "macros.cpp"
    source.write_text(
        '#include "port.hpp"\n#define T int\n#define P 4\n#define Size 8\n#define entries 2\n'
        "static port::global<T> sum;\n"
        "void kernel(T *p) { *p = sum.get() + P + Size + entries; }\n"
        "int main() {\n"
        "  T *p = nullptr, three = 3;\n"
        "  port::malloc_managed(&p, sizeof *p);\n"
        "  port::memcpy_to_symbol(sum, &three, sizeof three);\n"
        "  port::launch<kernel>(1, 1)(p);\n"
        "  port::device_synchronize();\n"
        "  return *p;\n"
        "}\n"
    )
    made = built(source, [f"-I{HELPERS}"])
    assert call([str(made)], LIMIT, os.environ).code == 17
