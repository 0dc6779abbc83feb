"""What a language model is asked, where the user has set one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Question:
    """`task` says what to do, `text` is what to do it with, `form` is the JSON schema of the answer."""

    task: str
    text: str
    form: Mapping[str, Any]


class Ask(Protocol):
    """A question → what a language model writes back, of which nothing is proved.

    Waits, and may cost money; raises MentorsError where no answer came. `name` changes whenever the answers could.
    """

    @property
    def name(self) -> str: ...
    def __call__(self, question: Question) -> str: ...
