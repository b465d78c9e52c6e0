"""cuDNN by MIOpen: what the notes name is there, and advice is in MIOpen's own words."""

from __future__ import annotations

import csv
import re

import pytest

from migrate.rules.targets import rules_folder
from tests import porting

HIP = rules_folder() / "hip"
MIOPEN = re.compile(r"\bmiopen[A-Z]\w*")
# Declared for those who ask for what is not final (the graph API), or not any more.
BETA = re.compile(r"miopen(Backend\w+|PointwiseMode_t|RngDistribution_t|B?Float8|Int8x4)")


def column(name: str, of: str) -> dict[str, str]:
    with (HIP / name).open(newline="") as file:
        rows = list(csv.DictReader(file))
    key = next(iter(rows[0]))
    return {row[key]: row[of] for row in rows}


THERE = frozenset(column("surface/miopen.csv", "kind"))
NOTES = column("names/cudnn.csv", "note")


def test_every_name_that_a_note_has_is_declared() -> None:
    named = {name: MIOPEN.findall(note) for name, note in NOTES.items()}
    assert sum(map(bool, named.values())) > 200
    absent = {item for items in named.values() for item in items} - THERE
    assert [item for item in absent if not BETA.fullmatch(item)] == []


def test_a_function_that_miopen_has_by_the_same_name_is_named() -> None:
    same = {name: name.replace("cudnn", "miopen", 1) for name in NOTES if name.startswith("cudnn")}
    known = {name: there for name, there in same.items() if there in THERE}
    assert len(known) > 50
    assert [name for name, there in known.items() if there not in NOTES[name]] == []


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("cudnnCreateFilterDescriptor", "miopenCreateTensorDescriptor"),
        ("cudnnConvolutionBackwardFilter", "miopenConvolutionBackwardWeights"),
        ("cudnnLRNCrossChannelForward", "miopenLRNForward"),
        ("cudnnAddTensor", "miopenOpTensor"),
        ("cudnnSetConvolution2dDescriptor", "miopenInitConvolutionDescriptor"),
    ],
)
def test_a_function_that_miopen_calls_otherwise(name: str, there: str) -> None:
    assert there in NOTES[name]


def advice(call: str) -> tuple[str, str]:
    code = f"#include <cudnn.h>\nvoid f() {{ {call}; }}\n"
    found = [item for item in porting.port(code).findings if item.rule == "hip/dnn/calls"]
    assert len(found) == 1
    return found[0].message, found[0].suggestion


def test_advice_has_the_constants_of_miopen() -> None:
    message, suggestion = advice(
        "cudnnSetTensor4dDescriptor(d, CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, n, 3, h, w)"
    )
    assert suggestion == "miopenSet4dTensorDescriptor(d, miopenFloat, n, 3, h, w)"
    assert "as here" in message
    _, suggestion = advice(
        "cudnnSetTensor4dDescriptor(d, CUDNN_TENSOR_NHWC, CUDNN_DATA_HALF, n, c, h, w)"
    )
    assert suggestion.startswith("miopenSet4dTensorDescriptorEx(d, miopenHalf, n, c, h, w, nStride")


def test_advice_has_the_argument_that_is_no_constant() -> None:
    message, suggestion = advice("cudnnSetTensor4dDescriptor(d, format, type, n, c, h, w)")
    assert suggestion.startswith("miopenSet4dTensorDescriptor(d, type, n, c, h, w)")
    assert "format" in message
