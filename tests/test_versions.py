"""One source ported to old and new HIP: each version gets the spellings that exist there."""

from __future__ import annotations

import csv
import re

import pytest

from migrate.model import Status
from migrate.rules.targets import rules_folder
from tests.porting import port, rules, text

SOURCE = """#include <cuda_runtime.h>
#include <cuda_bf16.h>
#include <cuda_fp8.h>
__device__ int warp(int v, unsigned long long m) {
    v += __shfl_xor_sync(0xffffffff, v, 1);
    v += __shfl_sync(m, v, 0);
    unsigned long long votes = __ballot_sync(0xffffffff, v);
    __syncwarp();
    v += __reduce_add_sync(m, v);
    return v + __popcll(__activemask());
}
__device__ __nv_bfloat16 low(float x) { return __float2bfloat16(x); }
__device__ __nv_fp8_e4m3 tiny(float x) { return __nv_fp8_e4m3(x); }
void graph(cudaGraph_t graph, cudaGraphExec_t exec) {
    cudaGraphInstantiate(&exec, graph, 0);
}
bool on_host(const void* p) {
    cudaPointerAttributes attributes;
    cudaPointerGetAttributes(&attributes, p);
    return attributes.type == cudaMemoryTypeUnregistered;
}
__device__ int shared[warpSize];
"""
VERSIONS = ("5.2", "5.7", "6.4", "7.1", "10.0")
# A line of the port, and the versions at which it is there.
WRITTEN = {
    "v += __shfl_xor(v, 1);": "5.2 5.7",
    "v += __shfl_xor_sync(~0ULL, v, 1);": "6.4 7.1 10.0",
    "v += __shfl(v, 0);": "5.2 5.7",
    "v += __shfl_sync(m, v, 0);": "6.4 7.1 10.0",
    "votes = __ballot(v);": "5.2 5.7",
    "votes = __ballot_sync(~0ULL, v);": "6.4 7.1 10.0",
    "__builtin_amdgcn_wave_barrier()": "5.2 5.7 6.4",
    "    __syncwarp();": "7.1 10.0",
    "__popcll(__ballot(1))": "5.2 5.7",
    "__popcll(__activemask())": "6.4 7.1 10.0",
    "#include <hip/hip_bfloat16.h>": "5.2",
    "#include <hip/hip_bf16.h>": "5.7 6.4 7.1 10.0",
    "__hip_bfloat16 low(": "5.7 6.4 7.1 10.0",
    "#include <hip/hip_fp8.h>": "6.4 7.1 10.0",
    "__hip_fp8_e4m3 tiny(": "6.4 7.1 10.0",
    "v += hip_port::reduce_add_sync(m, v);": "5.2 5.7 6.4",
    "hipGraphInstantiateWithFlags(&exec, graph, 0);": "5.2 5.7 6.4 7.1 10.0",
    "hipMemoryTypeUnregistered": "6.4 7.1 10.0",
}
# A name, what the ledger says of it, and where.
SAID = {
    ("__reduce_add_sync", Status.PORTED): "5.2 5.7 6.4",
    ("__reduce_add_sync", Status.REVIEW): "7.1 10.0",
    ("__nv_bfloat16", Status.MANUAL): "5.2",
    ("__nv_bfloat16", Status.PORTED): "5.7 6.4 7.1 10.0",
    ("__nv_fp8_e4m3", Status.MANUAL): "5.2 5.7",
    ("__nv_fp8_e4m3", Status.REVIEW): "6.4 7.1 10.0",
    ("cudaMemoryTypeUnregistered", Status.MANUAL): "5.2 5.7",
    ("__shfl_sync", Status.REVIEW): "5.2 5.7 6.4",
    ("__shfl_sync", Status.NATIVE): "7.1 10.0",
    ("warpSize", Status.NATIVE): "5.2 5.7 6.4",
    ("warpSize", Status.MANUAL): "7.1 10.0",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_spellings(version: str) -> None:
    ported = text(SOURCE, port(SOURCE, to=f"hip@{version}"))
    present = {line: line in ported for line in WRITTEN}
    assert present == {line: version in where.split() for line, where in WRITTEN.items()}


@pytest.mark.parametrize("version", VERSIONS)
def test_verdicts(version: str) -> None:
    result = port(SOURCE, to=f"hip@{version}")
    there = {(reference.name, reference.status) for reference in result.references}
    assert {said: said in there for said in SAID} == {
        said: version in where.split() for said, where in SAID.items()
    }


def test_rules_write_nothing_that_the_version_lacks() -> None:
    """A name that a table says came with some version is not written for an older one."""
    existing = {version: targets_of(f"hip@{version}") for version in VERSIONS}
    known = frozenset[str]().union(*existing.values())
    for version in VERSIONS:
        lacked = known - existing[version]
        cases = rules(f"hip@{version}").cases(frozenset())
        for rule, case in (each for found in cases.values() for each in found):
            missing = lacked.intersection(re.findall(r"\w+", case.rewrite or ""))
            assert not missing, f"{rule.id} writes {missing} for HIP {version}"


def targets_of(to: str) -> frozenset[str]:
    """What the tables of names have as the target of some name, for one version."""
    found, tables = rules(to), sorted((rules_folder() / "hip/names").glob("*.csv"))
    lines = (table.read_text(encoding="utf-8").splitlines() for table in tables)
    verdicts = (found.verdict(row["cuda"]) for rows in lines for row in csv.DictReader(rows))
    return frozenset(verdict.target for verdict in verdicts if verdict is not None)


def test_a_node_of_any_kind_is_added_since_6_2() -> None:
    source = "void f() { cudaGraphAddNode(&n, g, nullptr, nullptr, 0, &p); }\n"
    for version in ("5.2", "6.1"):
        result = port(source, to=f"hip@{version}")
        assert "hipGraphAddNode" not in text(source, result)
        assert ("cudaGraphAddNode", Status.MANUAL) in {r[2:4] for r in result.references}
    assert "hipGraphAddNode(&n, g, nullptr, 0, &p)" in text(source, port(source, to="hip@6.2"))


@pytest.mark.parametrize(("version", "told"), [("5.2", True), ("5.6", True), ("5.7", False)])
def test_atomics_of_long_long_came_late(version: str, told: bool) -> None:
    source = "__global__ void k(long long *p, long long v) { atomicMax(p, v); }\n"
    findings = port(source, to=f"hip@{version}").findings
    assert [finding.rule for finding in findings] == ["hip/memory/late-atomic"] * told
