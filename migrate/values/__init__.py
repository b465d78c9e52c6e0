"""What an expression is: its type, its value, where it comes from, and what is done with it.

In go a place and the tree of its file; out come facts, or none where the file does not say. Nothing
here guesses, and nothing edits.
"""
