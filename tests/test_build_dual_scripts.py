"""Build scripts in Python for both sides: each side is run, with modules that stand in."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from migrate.files.write import write_in_place
from migrate.run import Run, run
from migrate.settings.config import Build, FileOptions, Settings
from migrate.shim.runs import as_one_code_base

DUAL = Settings(to="hip@6.4", shim=True, jobs=1, options=FileOptions(build=Build.DUAL))
PLAIN = Settings(to="hip@6.4", jobs=1)
HEAD = (
    "import os\nfrom setuptools import setup\n"
    "from torch.utils.cpp_extension import BuildExtension, CUDAExtension\n"
)
CALL = """
setup(
    name="x",
    ext_modules=[
        CUDAExtension("x", ["a.cpp", "k.cu"], libraries=["cublas", "m"],
                      extra_compile_args={"cxx": ["-O3"], "nvcc": flags}),
    ],
)
"""
SCRIPTS = {
    "a list": HEAD
    + 'flags = ["-O3", "-lineinfo",  # where\n         "-gencode", "arch=compute_80,code=sm_80"]\n'
    + CALL,
    "calls that add": HEAD
    + 'flags = []\nif os.environ.get("FAST"):\n    flags.append("-gencode")\n'
    '    flags.append("arch=compute_90,code=sm_90")\n    flags.append("--use_fast_math")\n'
    'else:\n    flags.append("-gencode=arch=compute_70,code=sm_70")\n' + CALL,
    "lists that are put together": HEAD
    + "more = []\nflags = more + [\n"
    + '\t"--ptxas-options=-v", "-lineinfo"\n]\n'
    + CALL,
    "the folder of the toolkit": HEAD
    + "from torch.utils.cpp_extension import CUDA_HOME\nflags = []\n"
    "if CUDA_HOME is not None:\n    flags += ['-lineinfo', os.path.join(CUDA_HOME, 'include')]\n"
    + CALL,
    "the folder by its module": HEAD
    + "import torch.utils.cpp_extension as cpp_extension\nflags = ['-O2']\n"
    "if cpp_extension.CUDA_HOME is None:\n    flags = []\n" + CALL,
    "no module of PyTorch's": "from setuptools import setup, Extension\n"
    "setup(name='x', ext_modules=[Extension('x', ['a.pyx'], libraries=['cudart', 'cublas'])])\n",
    "all in a function": "from setuptools import setup\ndef extensions():\n"
    "    from torch.utils.cpp_extension import CUDAExtension\n"
    "    return [CUDAExtension('x', ['k.cu'], extra_compile_args={'nvcc': ['-lineinfo']})]\n\n"
    "setup(name='x', ext_modules=extensions())\n",
}


def ported(tree: Path, settings: Settings) -> Run:
    done = run([tree], settings)
    return as_one_code_base(done, [tree], settings) if settings.shim else done


def made_of(script: str, tree: Path, settings: Settings) -> str:
    """What a port makes of a script; a second one has nothing to add."""
    tree.mkdir()
    place = tree / "setup.py"
    place.write_text(script)
    first = ported(tree, settings)
    write_in_place(first.report, first.files)
    again = ported(tree, settings)
    assert [file.path for file in again.report.files if file.content is not None] == []
    return place.read_text()


def asked(script: str, hip: str | None, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a script asks of setup(), with PyTorch for CUDA, or for ``hip``."""
    calls: list[Any] = []

    def extension(*names: Any, **options: Any) -> Any:
        return names, options

    def module(name: str, **values: Any) -> None:
        made = ModuleType(name)
        made.__dict__.update(values)
        monkeypatch.setitem(sys.modules, name, made)

    home, root = (None, "/opt/rocm") if hip else ("/usr/local/cuda", None)
    module("torch")
    module("torch.version", hip=hip, cuda=None if hip else "12.4")
    module("torch.utils")
    values = {"CUDA_HOME": home, "ROCM_HOME": root, "CUDAExtension": extension}
    module("torch.utils.cpp_extension", BuildExtension=object, **values)
    sys.modules["torch.utils"].__dict__["cpp_extension"] = sys.modules["torch.utils.cpp_extension"]
    sys.modules["torch"].__dict__["utils"] = sys.modules["torch.utils"]
    module("setuptools", setup=lambda **said: calls.append(said), Extension=extension)
    monkeypatch.setenv("USE_HIP", "1" if hip else "0")
    exec(compile(script, "setup.py", "exec"), {"__name__": "__main__"})
    return calls


@pytest.mark.parametrize("fast", ["", "1"])
@pytest.mark.parametrize("name", SCRIPTS)
def test_each_side_asks_for_what_it_did(
    name: str, fast: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAST", fast)
    script = SCRIPTS[name]
    both = made_of(script, tmp_path / "both", DUAL)
    plain = made_of(script, tmp_path / "plain", PLAIN)
    assert both != script
    assert asked(both, None, monkeypatch) == asked(script, None, monkeypatch)
    assert asked(both, "6.4", monkeypatch) == asked(plain, "6.4", monkeypatch)
    assert asked(both, "6.4", monkeypatch) != asked(script, "6.4", monkeypatch)


def test_what_follows_each_other_stands_under_one_condition(tmp_path: Path) -> None:
    made = made_of(SCRIPTS["calls that add"], tmp_path / "both", DUAL)
    assert '    if not USE_HIP:\n        flags.append("-gencode")\n        flags.append(' in made
    assert made.count("if not USE_HIP:") == 2
    assert made.startswith(HEAD + "from torch.version import hip as USE_HIP\n")


def test_the_folder_keeps_its_name(tmp_path: Path) -> None:
    made = made_of(SCRIPTS["the folder of the toolkit"], tmp_path / "both", DUAL)
    line = "    from torch.utils.cpp_extension import ROCM_HOME as CUDA_HOME\n"
    assert f"hip as USE_HIP\nif USE_HIP:\n{line}" in made
    assert "if CUDA_HOME is not None:" in made


def test_without_pytorch_the_environment_says_which_side_is_built(tmp_path: Path) -> None:
    made = made_of(SCRIPTS["no module of PyTorch's"], tmp_path / "both", DUAL)
    assert 'import os\n\nUSE_HIP = os.environ.get("USE_HIP", "0") not in ("", "0")\n' in made
    assert "libraries=['amdhip64' if USE_HIP else 'cudart', 'hipblas' if" in made


@pytest.mark.parametrize(
    "script",
    [
        # It is not known whether PyTorch is there.
        "from setuptools import setup\ntry:\n    import torch\nexcept ImportError:\n"
        "    torch = None\n"
        "setup(name='x', extra_compile_args={'nvcc': ['-lineinfo']})\n",
        # The name is the script's own.
        HEAD + "USE_HIP = False\nflags = ['-lineinfo']\n" + CALL,
    ],
)
def test_a_script_that_cannot_ask_stays_with_its_findings(script: str, tmp_path: Path) -> None:
    tree = tmp_path / "both"
    assert made_of(script, tree, DUAL) == script
    (file,) = [item for item in ported(tree, DUAL).report.files if item.path.endswith("setup.py")]
    assert "hip/build/line-info" in [item.rule for item in file.findings]


def test_line_ends_stay(tmp_path: Path) -> None:
    tree = tmp_path / "both"
    tree.mkdir()
    script = SCRIPTS["calls that add"].replace("\n", "\r\n").encode()
    (tree / "setup.py").write_bytes(script)
    done = ported(tree, DUAL)
    write_in_place(done.report, done.files)
    made = (tree / "setup.py").read_bytes()
    assert made != script
    assert made.count(b"\n") == made.count(b"\r\n")


def test_targets_that_pytorch_does_not_know_by_a_version_leave_scripts(tmp_path: Path) -> None:
    settings = Settings(to="musa", shim=True, jobs=1, options=FileOptions(build=Build.DUAL))
    assert made_of(SCRIPTS["a list"], tmp_path / "both", settings) == SCRIPTS["a list"]
