r"""A compiler of SYCL that is a script: it finds what marks in a source ask for.

- ``NO_SUCH(word)``: an undeclared identifier, at that place, in every pass
- ``IN_KERNEL(word)``: what a kernel may not call, which the pass for the device alone sees
- ``SAYS(words)``: that a kernel cannot call such words, at what that line returns or sets
- ``ERROR(words)``: such words, in that line
- ``ELSEWHERE(words)``: that a kernel cannot use such words, of no place
- ``BESIDE``: an error unless ``port.hpp`` lies in a folder of ``-I``
- ``PRINTS(words)``, ``RETURNS(number)``: what the program does that is linked, unit by unit

No device answers where ``NO_DEVICES`` is set.
"""

from __future__ import annotations

import sys
from pathlib import Path

SCRIPT = r"""#!{python}
import os, re, sys
arguments = sys.argv[1:]
sources = [word for word in arguments if word.endswith((".cu", ".cpp"))]
output = arguments[arguments.index("-o") + 1] if "-o" in arguments else ""
if "--version" in arguments:
    print("Stand-in for DPC++ version 1.0")
elif not sources and output:
    with open(output, "w") as program:
        parts = [open(word).read() for word in arguments if word.endswith(".o")]
        program.write("".join(["#!/bin/sh\n", *parts]))
    os.chmod(output, 0o755)
elif sources:
    text = open(sources[-1]).read()
    failed = False
    marks = r"NO_SUCH\((\w+)\)|IN_KERNEL\((\w+)\)" if "-c" in arguments else r"NO_SUCH\((\w+)\)"
    for match in re.finditer(marks, text):
        column = match.start(match.lastindex)
        line = text.count("\n", 0, column) + 1
        place = f"{{sources[-1]}}:{{line}}:{{column - text.rfind(chr(10), 0, column)}}"
        words = f"use of undeclared identifier '{{match[1]}}'"
        if match.lastindex == 2:
            words = f"SYCL kernel cannot call '{{match[2]}}'"
        print(f"{{place}}: error: {{words}}", file=sys.stderr)
        failed = True
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{{sources[-1]}}:{{number}}:{{line.find('return') + 1 or line.find('x[0]') + 1}}"
        for words in re.findall(r"SAYS\((.*?)\)", line):
            print(f"{{place}}: error: SYCL kernel cannot call {{words}}", file=sys.stderr)
            failed = True
        for words in re.findall(r"ERROR\((.*?)\)", line):
            print(f"{{sources[-1]}}:{{number}}:1: error: {{words}}", file=sys.stderr)
            failed = True
        for words in re.findall(r"ELSEWHERE\((.*?)\)", line):
            print(f"error: SYCL kernel cannot use {{words}}", file=sys.stderr)
            failed = True
    folders = [word[2:] for word in arguments if word.startswith("-I")]
    if "BESIDE" in text and not any(os.path.exists(f"{{name}}/port.hpp") for name in folders):
        print(f"{{sources[-1]}}:1:1: fatal error: 'port.hpp' file not found", file=sys.stderr)
        failed = True
    if failed:
        sys.exit(1)
    if output and not output.endswith("unit.o"):
        with open(output, "w") as made:
            for words in re.findall(r"PRINTS\((.*?)\)", text):
                made.write(f"echo '{{words}}'\n")
            if "int n = 0; return" in text and os.environ.get("NO_DEVICES"):
                made.write("exit 1\n")
            for number in re.findall(r"RETURNS\((\d+)\)", text):
                made.write(f"exit {{number}}\n")
"""


def fake_sycl(folder: Path, name: str = "icpx") -> Path:
    """Write the script below ``folder``, under the name that is looked for."""
    file = folder / name
    file.write_text(SCRIPT.format(python=sys.executable), encoding="utf-8")
    file.chmod(0o755)
    return file
