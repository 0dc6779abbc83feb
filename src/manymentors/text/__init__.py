"""Plain text → words, sentences and clauses, each as spans that point back into the text."""

from manymentors.text.sentences import sentences
from manymentors.text.units import Unit, clauses, units
from manymentors.text.words import count, keys, spans

__all__ = ["Unit", "clauses", "count", "keys", "sentences", "spans", "units"]
