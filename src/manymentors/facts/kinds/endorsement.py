"""Finds endorsements: a person, book, show, blog, course, talk, community or tool that a speaker recommends or credits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from manymentors.facts import evidence, names
from manymentors.facts.calibrate import chance
from manymentors.facts.features import Talk
from manymentors.facts.names import Mention
from manymentors.facts.people import People
from manymentors.facts.reader import Reader, Scores
from manymentors.facts.roles import same_person
from manymentors.facts.showlinks import spelled
from manymentors.shapes import Endorsement, Link, Quote

WORDS = (4, 45)
MOST = 16
FIRST_NAMES = Path(__file__).parents[1] / "words" / "first_names.txt"
AROUND = 10  # words to each side of a name

_PRAISE = re.compile(
    r"\b(?:recommend\w*|love[ds]?|great|amazing|awesome|fantastic|excellent|favou?rite|inspir\w*|influen\w*|mentor\w*|thank\w*|grateful|credit\w*|shout[- ]?out|"
    r"hat tip|props|kudos|big fan|fan of|must[- ]read|check (?:it |them |him |her |that )?out|read (?:it|this|that)|should read|listen(?:ed|ing)? to|learned (?:a lot |so much )?from|"
    r"taught me|helped|changed my|brilliant|smart\w*|genius|wonderful|hero\w*|look(?:ed)? up to|respect|admire\w*|good (?:book|resource|read|friend)|best|follow)\b",
    re.IGNORECASE,
)
_OF_TYPE = {
    "book": re.compile(r"\b(?:books?|author\w*|read(?:ing)?|chapter\w*|wrote|novel|o'reilly|amazon|audible|audiobook)\b", re.IGNORECASE),
    "show": re.compile(r"\b(?:podcasts?|show|episode\w*|listen\w*|documentary|movie|film|youtube|channel|netflix|watch\w*)\b", re.IGNORECASE),
    "blog": re.compile(r"\b(?:blogs?|post\w*|article\w*|essay\w*|newsletter\w*|site|website|wrote)\b", re.IGNORECASE),
    "course": re.compile(r"\b(?:courses?|class\w*|tutorial\w*|training|bootcamp\w*|workshop\w*|videos?|taught)\b", re.IGNORECASE),
    "talk": re.compile(r"\b(?:talks?|keynote\w*|presentation\w*|spoke|speech|ted|lecture\w*|video)\b", re.IGNORECASE),
    "community": re.compile(r"\b(?:communit\w+|conferences?|meetups?|foundation|group\w*|forum|members?|organi[sz]ation\w*|people|friendly|welcoming|attend\w*)\b", re.IGNORECASE),
    "person": re.compile(r"\b(?:he|she|him|her|his|he's|she's|friend\w*|guy|guys|person|mentor\w*|boss|advisor|professor|founder|named|met|hired)\b", re.IGNORECASE),
    "tool": re.compile(r"\b(?:use[ds]?|using|tool\w*|library|libraries|framework\w*|language\w*|install\w*|api|app|apps|package\w*|database|editor|built (?:on|with)|run\w*|server\w*|code|version|deploy\w*)\b", re.IGNORECASE),
}  # fmt: skip
_ADVERT = re.compile(
    r"\b(?:sponsor\w*|brought to you|promo code|free trial|sign up|percent off|partners?)\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z0-9']+")


def find(
    talk: Talk, scores: Scores, people: People, links: Sequence[Link], reader: Reader
) -> list[Endorsement]:
    """Each name once, at the mention that praises it most. Names are spelled as the show notes spell them, where these have them."""
    mentions, bags = candidates(talk, scores, people)
    if not mentions:
        return []
    told = reader.settings["endorsement"]
    margins = reader.names.margins(bags)
    types = reader.names.types
    best: dict[str, int] = {}
    for i in np.argsort(-margins[:, 0], kind="stable"):
        if margins[i, 0] < told["least"] or len(best) >= MOST:
            break
        name = names.key(mentions[i].name)
        if name and not any(_contains(name, other) for other in best):
            best[name] = int(i)
    found = []
    for i in best.values():
        mention = mentions[i]
        said = _quote(talk, mention)
        if said:
            found.append(
                Endorsement(
                    person=people.speaker_of(mention.unit, mention.start),
                    type=types[int(np.argmax(margins[i, 1:]))],
                    name=spelled(mention.name, links),
                    quote=said,
                    seconds=talk.document.seconds_at(said.start),
                    score=chance(float(margins[i, 0]), told["right"]),
                )
            )
    return sorted(found, key=lambda endorsement: endorsement.quote.start)


def candidates(talk: Talk, scores: Scores, people: People) -> tuple[list[Mention], list[list[str]]]:
    """The names that are not those of the speakers, and what is to be seen around each."""
    present = (*people.guests, *people.hosts, *(label for label in people.labels if label))
    mentions = [m for m in names.mentions(talk) if not any(_is_speaker(m.name, name) for name in present)]
    often = Counter(names.key(mention.name) for mention in mentions)
    return mentions, [
        _signs(talk, scores, people, mention, often[names.key(mention.name)]) for mention in mentions
    ]


def _signs(talk: Talk, scores: Scores, people: People, mention: Mention, often: int) -> list[str]:
    """What a careful listener would go by: the words around, praise, the sort of thing, and how the name looks."""
    text, low, high = talk.document.text, *evidence.paragraph(talk.document, mention.start)
    before = _WORD.findall(text[max(low, mention.start - 90) : mention.start].lower())[-AROUND:]
    after = _WORD.findall(text[mention.end : min(high, mention.end + 90)].lower())[:AROUND]
    words = mention.name.lower().split()
    unit = talk.units[mention.unit]
    here = text[unit.start : unit.end]
    wide = text[
        talk.units[max(0, mention.unit - 2)].start : talk.units[
            min(len(talk.units) - 1, mention.unit + 2)
        ].end
    ]
    first = mention.name.split()[0]
    signs = [f"l:{w}" for w in before] + [f"r:{w}" for w in after] + [f"n:{w}" for w in words]
    signs += [f"l1:{before[-1]}"] if before else ["l1:"]
    signs += [f"l2:{' '.join(before[-2:])}", f"r2:{' '.join(after[:2])}", f"k:{names.key(mention.name)}"]
    signs += [f"form:{mention.form}", f"words:{min(len(words), 5)}", f"often:{min(int(np.log2(often)), 4)}"]
    signs += [f"praise:{min(3, len(_PRAISE.findall(here)))}", f"praise+:{min(4, len(_PRAISE.findall(wide)))}"]
    for kind, pattern in _OF_TYPE.items():
        near, far = len(pattern.findall(here)), len(pattern.findall(wide))
        signs += [f"{kind}:1"] * (near > 0) + [f"{kind}+:{min(far, 3)}"] * (far > 0)
    signs += ["advert"] * bool(_ADVERT.search(wide)) + ["question"] * here.rstrip().endswith("?")
    signs += ["person name"] * (first.lower() in first_names() and len(words) == 2)
    signs += ["first name"] * (first.lower() in first_names() and len(words) == 1)
    signs += [f"role:{people.role_at(mention.start)}", f"place:{int(10 * mention.start / max(1, len(text)))}"]
    signs += [f"tag:{int(np.clip(scores.praise[mention.unit] + 6, 0, 11))}"]
    return signs


def _quote(talk: Talk, mention: Mention) -> Quote | None:
    start, end = evidence.stretch(talk, mention.unit, *WORDS)
    said = evidence.quote(talk.document, start, end, *WORDS)
    if said and said.start <= mention.start and mention.end <= said.end:
        return said
    return evidence.quote(talk.document, mention.start, max(mention.end, end), *WORDS)


def _contains(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 5 and (one in other or other in one))


def _is_speaker(name: str, speaker: str) -> bool:
    return same_person(name, speaker) or name.casefold() in speaker.casefold().split()


@cache
def first_names() -> frozenset[str]:
    return frozenset(FIRST_NAMES.read_text(encoding="utf-8").split())
