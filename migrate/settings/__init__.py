"""What the user asks for: ``migrate.toml``, ``[tool.migrate]`` and the options typed, as values.

In go files and words that a stranger may have written, read within bounds; out come ``Settings`` or
a ``UserError`` with file, line and advice. Nothing here looks at sources.
"""
