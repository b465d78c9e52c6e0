"""A compiler that is a script, so that what is done with one is tested where there is none.

It takes a source as hipcc does, says which version it is, and finds the errors that marks in the
source ask for:

- ``NO_SUCH(word)``: an undeclared identifier, at that place
- ``#include <absent/...>``, ``<cufile.h>``, ``<hipsparse/...>``: a header that is not found,
  unless it lies in a folder of ``-idirafter``; nothing after it is read
- ``FOREVER``: it does not end; ``CRASH``: it fails without a word
- ``NEEDS(option)``: an error, unless it is called with the option
- ``FEATURE(name)``: instructions that the host's compiler was not allowed
- ``NEEDS_ANY(option,end)``: the same for any word that begins and ends so
- ``FAR(name)``: a device function that no unit defines, unless it is told to link later
"""

from __future__ import annotations

import sys
from pathlib import Path

SCRIPT = r"""#!{python}
import os, re, sys, time
arguments = sys.argv[1:]
further = [arguments[at + 1] for at, word in enumerate(arguments) if word == "-idirafter"]
if "--version" in arguments:
    print("HIP version: {version}.1\nfake clang version 1.0")
    sys.exit(0)
if "-E" in arguments:
    print("migrate {major} {minor}")
    sys.exit(0)
unit = arguments[arguments.index("-c") + 1]
output = arguments[arguments.index("-o") + 1]
text = open(unit, encoding="utf-8", errors="replace").read()
failed = False


def place(offset):
    line = text.count("\n", 0, offset) + 1
    return f"{{unit}}:{{line}}:{{offset - text.rfind(chr(10), 0, offset)}}"


def say(words):
    global failed
    failed = True
    print(words, file=sys.stderr)


for option, ending in re.findall(r"NEEDS_ANY\((\S+),(\S+)\)", text):
    if not any(word.startswith(option) and word.endswith(ending) for word in arguments):
        say(f"{{place(0)}}: error: {{option}} is missing")
if "FOREVER" in text:
    time.sleep(600)
if "CRASH" in text:
    print("PLEASE submit a bug report", file=sys.stderr)
    sys.exit(70)
MARKS = (
    r"#include <((?:absent|hipsparse)/[^>]+|cufile\.h)>|NO_SUCH\((\w+)\)|FAR\((\w+)\)|"
    r"NEEDS\((\S+)\)|FEATURE\((\w+)\)"
)
for match in re.finditer(MARKS, text):
    if match[1]:
        if any(os.path.exists(os.path.join(folder, match[1])) for folder in further):
            continue
        say(f"{{place(match.start())}}: fatal error: '{{match[1]}}' file not found")
        break
    if match[2]:
        column = match.start(2)
        say(f"{{place(column)}}: error: use of undeclared identifier '{{match[2]}}'")
    elif match[5]:
        say(f"{{place(match.start(5))}}: error: always_inline function '_mm512_add_ps' requires "
            f"target feature '{{match[5]}}', but would be inlined into function 'f'")
    elif match[4]:
        if match[4] not in arguments:
            say(f"{{place(match.start())}}: error: {{match[4]}} is missing")
    elif "-fgpu-rdc" not in arguments:
        say(f"lld: error: undefined hidden symbol: {{match[3]}}()")
if failed:
    print("2 errors generated when compiling for gfx90a.", file=sys.stderr)
    sys.exit(1)
open(output, "w").write(" ".join(arguments))
"""


def fake_compiler(folder: Path, version: str = "6.2") -> Path:
    """Write the script, as the compiler of one version of HIP, below ``folder``."""
    major, _, minor = version.partition(".")
    file = folder / "fakehip"
    text = SCRIPT.format(python=sys.executable, version=version, major=major, minor=minor)
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
    return file


def fake_nvcc(folder: Path, refused: int) -> Path:
    """Write a stand-in for nvcc below ``folder``, which refuses one line of every source."""
    file = folder / "nvcc"
    words = 'printf \'%s(%s): error: identifier "x" is undefined\\n\' "$unit" {line} >&2; exit 1'
    find = "for word; do case $word in *.cu) unit=$word;; esac; done"
    file.write_text(f"#!/bin/sh\n{find}\n{words.format(line=refused)}\n", encoding="utf-8")
    file.chmod(0o755)
    return file
