"""Formulas: expressions into typed values."""
