"""The frozen shapes that travel between stages, a file a stage; rows stay in the store.

Where a shape says *characters*, they index `Document.text`; where it says *seconds*, they count from the start of the audio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from manymentors.shapes.apps import EpisodeAction
from manymentors.shapes.audio import RATE, Heard, HearVoices, Transcribe, Word
from manymentors.shapes.circle import EVIDENCE, Identity, Line, Place, Pointer, Ranked
from manymentors.shapes.conversation import Speech, Turn
from manymentors.shapes.crowd import Asked, Cover, Ear, Telling, Told, Weighed
from manymentors.shapes.digest import GAPS, Touch
from manymentors.shapes.facts import ENDORSED, FIELDS, KINDS, Endorsement, Milestone, Nugget, Reading, Role
from manymentors.shapes.language import Ask, Question
from manymentors.shapes.listening import SORTS, Candidate, Mix, Pick
from manymentors.shapes.polls import FoundPoll, HeldPoll, PollForm, PollLimits, Tally
from manymentors.shapes.published import (
    AccountLink,
    Audio,
    Chapter,
    Fetched,
    Following,
    FoundItem,
    FoundSource,
    Link,
    PersonTag,
    TranscriptLink,
    Validators,
)
from manymentors.shapes.roads import (
    Atlas,
    Branch,
    Comparison,
    Connection,
    HandPair,
    NextStep,
    Pair,
    Step,
)
from manymentors.shapes.search import Entry, Filters, Hit
from manymentors.shapes.speech import Document, Passage, Quote, Utterance

if TYPE_CHECKING:
    from manymentors.shapes.audio import Samples, Vectors
    from manymentors.shapes.search import Embed

__all__ = [
    "ENDORSED",
    "EVIDENCE",
    "FIELDS",
    "GAPS",
    "KINDS",
    "RATE",
    "SORTS",
    "AccountLink",
    "Ask",
    "Asked",
    "Atlas",
    "Audio",
    "Branch",
    "Candidate",
    "Chapter",
    "Comparison",
    "Connection",
    "Cover",
    "Document",
    "Ear",
    "Embed",
    "Endorsement",
    "Entry",
    "EpisodeAction",
    "Fetched",
    "Filters",
    "Following",
    "FoundItem",
    "FoundPoll",
    "FoundSource",
    "HandPair",
    "HearVoices",
    "Heard",
    "HeldPoll",
    "Hit",
    "Identity",
    "Line",
    "Link",
    "Milestone",
    "Mix",
    "NextStep",
    "Nugget",
    "Pair",
    "Passage",
    "PersonTag",
    "Pick",
    "Place",
    "Pointer",
    "PollForm",
    "PollLimits",
    "Question",
    "Quote",
    "Ranked",
    "Reading",
    "Role",
    "Samples",
    "Speech",
    "Step",
    "Tally",
    "Telling",
    "Told",
    "Touch",
    "Transcribe",
    "TranscriptLink",
    "Turn",
    "Utterance",
    "Validators",
    "Vectors",
    "Weighed",
    "Word",
]
