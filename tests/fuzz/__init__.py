"""Seeded mutation of sources, configurations and names; ``python -m tests.fuzz --help``."""
