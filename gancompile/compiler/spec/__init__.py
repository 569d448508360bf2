"""The spec as a tree: every rewrite that needs no shapes."""
