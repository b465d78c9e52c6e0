"""Files that build: CMake, Make, Python, Docker, and device code that is kept as a file.

In go the bytes of one build file and what its tree says of it; out come findings and, in
``replace``, changes. Nothing is applied here.
"""
