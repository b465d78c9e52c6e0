"""Move CUDA source trees to open runtimes."""

__version__ = "0.1.0"
