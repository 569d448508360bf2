"""Warnings about specs that compile and are known to train badly, each with its source."""

from gancompile.compiler.lint.check import lint

__all__ = ["lint"]
