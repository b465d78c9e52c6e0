"""What a source tree declares, and what a name in one of its files refers to.

In go the tokens and trees of files; out come candidates, an index of the whole tree, and for each
use whose name it is: CUDA's, or the user's own. Nothing here says what becomes of a name.
"""
