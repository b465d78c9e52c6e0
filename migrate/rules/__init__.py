"""The folder ``rules/`` as values: what each name, header, construct and option becomes.

In go tables and TOML files; out comes one ``RuleSet`` for one target at one version. Nothing here
sees a user's source.
"""
