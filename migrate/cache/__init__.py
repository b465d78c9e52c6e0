"""What a run can take over from an earlier one: facts and ports of files, and whole reports.

In go what the work is made of, digested; out comes the same value as the work would give, or
nothing. What asks the disk is always asked anew: only what is computed is kept.
"""
