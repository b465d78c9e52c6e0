"""From one use of a name to an entry of the ledger: what is said of it, and the edits of its fix.

In go a use, its facts and the rules; out come ``Entry`` values, whose edits lie in the gaps between
what the rule captures. Nothing here chooses among entries.
"""
