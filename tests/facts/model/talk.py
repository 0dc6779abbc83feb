"""A short interview, what a first reader found in it, and a model that says what a test wants."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from manymentors.facts.features import Talk
from manymentors.facts.model.read import _listen
from manymentors.shapes import Document, Endorsement, Milestone, Nugget, Question, Quote, Reading, Utterance

HANA, ADA = "Hana Host", "Ada Guest"

SAID = (
    (HANA, "Welcome to the show. I started this show in 2009 in my kitchen."),  # lines 1, 2
    (HANA, "Ada, you founded a company called Lamplight after that."),  # 3
    (ADA, "Before that I answered phones on a help desk for two years."),  # 4
    (ADA, "Then I became the systems administrator of the whole school."),  # 5
    (ADA, "That was in 2012 or so."),  # 6
    (ADA, "It was hard. I was laid off a year later."),  # 7, 8
    (ADA, "When you are new somewhere, you should write down every question before you ask anyone."),  # 9
    (HANA, "What do you tell people to read?"),  # 10
    (ADA, "You should read The Pragmatic Programmer, it changed how I work."),  # 11
    (ADA, "I learned most from my friend Grace, who was patient with me."),  # 12
)
DOCUMENT = Document(
    tuple(
        Utterance(text, 10.0 * i, 10.0 * i + 9, who, "paragraph" if i else "")
        for i, (who, text) in enumerate(SAID)
    )
)


def listen(document: Document = DOCUMENT) -> Talk:
    return _listen(document, Reading((ADA,), (HANA,), (), (), (), "words 1"))


def quote(text: str, document: Document = DOCUMENT) -> Quote:
    at = document.text.index(text)
    return Quote(text, at, at + len(text))


def second(said: Quote) -> float | None:
    return DOCUMENT.seconds_at(said.start)


_PHONES = quote("I answered phones on a help desk for two years.")
_WRITE = quote("you should write down every question before you ask anyone.")
_READ = quote("You should read The Pragmatic Programmer, it changed how I work.")
JOB = Milestone(ADA, "job", "answered phones on a help desk", _PHONES, second(_PHONES), order=1, score=0.4)
ADVICE = Nugget(ADA, _WRITE, "career", "", second(_WRITE), 0.5)
BOOK = Endorsement(ADA, "tool", "The Pragmatic Programmer", _READ, second(_READ), 0.6)
FIRST = Reading((ADA,), (HANA,), (JOB,), (ADVICE,), (BOOK,), "words 1")


class Model:
    """Says one prepared answer after the other, the last one again and again; `asked` keeps the questions."""

    def __init__(self, *answers: str | dict[str, Any] | Exception, name: str = "tiny") -> None:
        self.name, self.answers, self.asked = name, list(answers), list[Question]()

    def __call__(self, question: Question) -> str:
        self.asked.append(question)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, str) else json.dumps(answer)


def answer(
    milestones: Sequence[object] = (), nuggets: Sequence[object] = (), endorsements: Sequence[object] = ()
) -> dict[str, Any]:
    return {"milestones": list(milestones), "nuggets": list(nuggets), "endorsements": list(endorsements)}


def milestone(
    first: Any, last: Any = None, kind: Any = "job", year: Any = 0, sure: Any = "high", **more: Any
) -> dict[str, Any]:
    return {
        "first": first,
        "last": first if last is None else last,
        "kind": kind,
        "year": year,
        "sure": sure,
        **more,
    }


def nugget(
    first: Any, last: Any = None, field: Any = "career", sure: Any = "high", **more: Any
) -> dict[str, Any]:
    return {"first": first, "last": first if last is None else last, "field": field, "sure": sure, **more}


def endorsement(first: Any, name: Any, type: Any = "book", sure: Any = "high", **more: Any) -> dict[str, Any]:
    return {"first": first, "last": first, "type": type, "name": name, "sure": sure, **more}
