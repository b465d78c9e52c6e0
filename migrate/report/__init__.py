"""A run in the words of its readers: sums, effort, verdict, fingerprints, and every format.

In go values of ``migrate.model`` alone; out come bytes. Nothing here reads a source or a rule.
"""
