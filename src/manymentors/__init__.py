"""Manymentors: the people you follow, turned into one mentor."""

__version__ = "0.1.0"
