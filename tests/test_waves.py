"""What warps, votes and atomics of small types become: findings by name, and the port itself."""

from __future__ import annotations

from tests.porting import port


def findings(source: str, path: str = "a.cu", to: str = "hip") -> list[tuple[str, str]]:
    """The rule and the status of each finding, in order."""
    return [(item.rule, item.status.value) for item in port(source, path, to=to).findings]


def rules(source: str, to: str = "hip") -> set[str]:
    return {rule for rule, _ in findings(source, to=to)}


OWN = """
#if defined(USE_ROCM)
__device__ void atomicAdd(half *p, half v) { }
__device__ void atomicAdd(half2 *p, half2 v) { }
#endif
"""
SUMS = """__global__ void k(half2 *p, half *q, half2 v, half w) {
    atomicAdd(p + 1, v); atomicAdd(q, w);
}"""


def test_an_atomic_that_the_file_defines_is_there() -> None:
    assert "hip/memory/short-atomic" in rules(SUMS)
    assert "hip/memory/short-atomic" not in rules(OWN + SUMS)
