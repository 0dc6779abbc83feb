"""Finds endorsements: a person, book, show, blog, course, talk, community or tool that a speaker recommends or credits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from manymentors.facts import evidence, names
from manymentors.facts.calibrate import chance
from manymentors.facts.closer import COLUMN, SORTS, larger
from manymentors.facts.features import Array, Talk
from manymentors.facts.names import Mention
from manymentors.facts.people import People
from manymentors.facts.reader import Reader, Scores, softmax
from manymentors.facts.roles import same_person
from manymentors.facts.showlinks import spelled
from manymentors.shapes import ENDORSED, Endorsement, Link, Quote

if TYPE_CHECKING:
    from manymentors.facts.tagger import Stretch

WORDS = (4, 45)
MOST = 16
EACH = 2
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
    told = reader.settings["endorsement"]
    found: list[Endorsement] = []
    for figure, mention, type_ in judged(talk, mentions, reader.names.margins(bags), reader):
        said = _quote(talk, mention)
        if figure < told["least"] or len(found) >= MOST:
            break
        if said:
            found.append(
                Endorsement(
                    person=people.speaker_of(mention.unit, mention.start),
                    type=type_,
                    name=spelled(mention.name, links),
                    quote=said,
                    seconds=talk.document.seconds_at(said.start),
                    score=chance(figure, told["right"]),
                )
            )
    return sorted(found, key=lambda endorsement: endorsement.quote.start)


def judged(
    talk: Talk, mentions: Sequence[Mention], margins: Array, reader: Reader
) -> list[tuple[float, Mention, str]]:
    """Each name once, by the mention that praises it most, with its figure and type; best first.

    `margins`: column 0 says whether, the others what. The likeliest are heard again where there is a tagger.
    """
    if not mentions:
        return []
    figures, types = margins[:, 0], softmax(margins[:, 1:])
    order = [int(i) for i in np.argsort(-figures, kind="stable")]
    again = reader.settings["endorsement"].get("again")
    if reader.tagger is not None and again is not None:
        order = likeliest(mentions, order, again["most"])
        stretches = [stretch_of(mentions[i]) for i in order]
        heard, large = (reader.tagger.closer(talk, stretches), larger(talk, stretches, reader, "endorsement"))
        figures = figures.copy()
        figures[order] = again["first"] * figures[order] + again["closer"] * heard[:, COLUMN["endorsement"]]
        places = [ENDORSED.index(name) for name in reader.names.types]
        types = types.copy()
        types[order] = (types[order] + softmax(heard[:, SORTS["endorsement"]])[:, places]) / 2
        if large:
            figures[order] += again["large"] * large.holds
            types[order] = (1 - again["sorts"]) * types[order] + again["sorts"] * large.sorts[:, places]
        order.sort(key=lambda i: -figures[i])
    best: dict[str, int] = {}
    for i in order:
        name = names.key(mentions[i].name)
        if name and not any(_contains(name, other) for other in best):
            best[name] = i
    return [
        (float(figures[i]), mentions[i], reader.names.types[int(types[i].argmax())]) for i in best.values()
    ]


def likeliest(mentions: Sequence[Mention], order: Sequence[int], most: int) -> list[int]:
    """The first of `order`, each name at most EACH times."""
    seen: Counter[str] = Counter()
    out: list[int] = []
    for i in order:
        name = names.key(mentions[i].name)
        seen[name] += 1
        if seen[name] <= EACH and len(out) < most:
            out.append(i)
    return out


def stretch_of(mention: Mention) -> Stretch:
    from manymentors.facts.tagger import Stretch

    return Stretch(mention.unit, mention.unit, (mention.start, mention.end))


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
    signs += ["person name"] * (first.lower() in names.first_names() and len(words) == 2)
    signs += ["first name"] * (first.lower() in names.first_names() and len(words) == 1)
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
