"""Shapes written in CUDA, as rules have them, compiled and matched where a name stands.

In go a shape and a place; out come captures. Nothing here decides what becomes of them.
"""
