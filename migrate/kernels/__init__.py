"""Which pattern a kernel follows, read off its code.

``body`` says what a kernel does, ``patterns`` which pattern that is. Nothing is changed here.
"""
