"""A document and the first reader's facts → a reading by a language model that only chooses.

It answers with line numbers, kinds, fields and names that stand in the text. What is shown is cut from the document by us; an
answer that points to nothing, or says more than it was asked, is dropped and counted. Where no answer holds, the first reader's facts stay.
"""

from manymentors.facts.model.answers import REASONS
from manymentors.facts.model.read import MODES, Chosen, Mode, questions, read

__all__ = ["MODES", "REASONS", "Chosen", "Mode", "questions", "read"]
