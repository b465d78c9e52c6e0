"""A run in the words of its readers: sums, effort, verdict, fingerprints, and every format.

In go a finished run, or the rules that are asked about; out come texts and bytes. Formats see
values of ``migrate.model`` alone. Nothing here decides what becomes of a reference.
"""
