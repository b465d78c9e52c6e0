"""SYCL on this machine: an environment made of packages, and a compiler made of its parts.

In go a folder and units of C++; out come an environment to compile and run in, and what became of
each unit. The programs run on the processor: what they compute is what the port computes. Nothing
here knows what was ported, or from where.
"""
