"""Who asks and who answers: a role for each speaker, by how turns are taken; names of guests where nobody is labelled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from manymentors.shapes import Document, Role

_HOST_SAYS = re.compile(
    r"\b(?:welcome (?:back|to|everyone|everybody)|thanks? (?:for|so much for) (?:joining|coming|being)|sponsors?|joined (?:today )?by"
    r"|let'?s (?:take a|talk about|switch|dive)|for those (?:who|listening|that)|the (?:audience|listeners?)|this episode|on the show"
    r"|our guest|you mentioned|what about|walk (?:us|me) through|(?:i'?m|i am) your host|before we|thanks for tuning|show notes"
    r"|tell (?:us|me|everyone|everybody))\b",
    re.IGNORECASE,
)
_GUEST_SAYS = re.compile(
    r"\b(?:thanks?(?: you)?(?: so much| very much)? for having|(?:happy|glad|great|good|excited|honou?red|pleasure|pumped) to be (?:here|on))\b",
    re.IGNORECASE,
)
_INTRODUCES = (
    r"(?:welcome|joined(?: \w+)? by|guests?|with us|here with|talk(?:ing)? (?:to|with)|invited?|(?:we have|we've got|have got)"
    r"|excited to have|pleasure to have|introduce)"
)


@dataclass(slots=True)
class _Speaker:
    words: int = 0
    questions: int = 0
    sentences: int = 0
    hosting: int = 0
    thanking: int = 0
    introduced: bool = False


def roles(document: Document, guests: Sequence[str] = (), hosts: Sequence[str] = ()) -> dict[str, Role]:
    """Speaker label → host, guest or unknown. Names that the caller knows win over the way turns are taken."""
    speakers = _listen(document)
    known = dict.fromkeys(speakers, "unknown") | {
        label: role
        for role, names in (("host", hosts), ("guest", guests))
        for label in speakers
        if any(same_person(label, name) for name in names)
    }
    named = [label for label in speakers if label]
    total = sum(speakers[label].words for label in named) or 1
    asks = {label: _asks(speakers[label], total, first=i == 0) for i, label in enumerate(named)}
    out: dict[str, Role] = {}
    for label in speakers:
        if known[label] != "unknown":
            out[label] = "host" if known[label] == "host" else "guest"
        elif label:
            out[label] = "host" if asks[label] > 0 else "guest"
        else:
            out[label] = "unknown"
    free = [label for label in named if known[label] == "unknown"]
    if len(free) == len(named) > 1 and len({out[label] for label in named}) == 1:
        odd = (
            min(named, key=asks.__getitem__) if out[named[0]] == "host" else max(named, key=asks.__getitem__)
        )
        out[odd] = "guest" if out[odd] == "host" else "host"
    return out


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person: equal, or one is the first name of the other."""
    a, b = one.casefold().split(), other.casefold().split()
    return bool(a and b) and (a == b or (a[0] == b[0] and (len(a) == 1 or len(b) == 1 or a[-1] == b[-1])))


def _listen(document: Document) -> dict[str, _Speaker]:
    speakers: dict[str, _Speaker] = {}
    for utterance in document.utterances:
        heard = speakers.setdefault(utterance.speaker, _Speaker())
        heard.words += len(utterance.text.split())
        heard.sentences += max(1, len(re.findall(r"[.!?]+", utterance.text)))
        heard.questions += utterance.text.count("?")
        heard.hosting += len(_HOST_SAYS.findall(utterance.text))
        heard.thanking += len(_GUEST_SAYS.findall(utterance.text))
    if len(speakers) > 2:
        opening = document.text[: max(4000, len(document.text) // 10)]
        for label, heard in speakers.items():
            heard.introduced = bool(label) and _is_introduced(label, opening)
    return speakers


def _is_introduced(label: str, opening: str) -> bool:
    first = re.escape(label.split()[0])
    return bool(re.search(rf"\b{_INTRODUCES}\b[^.!?\n]{{0,60}}\b{first}\b", opening, re.IGNORECASE)) or bool(
        re.search(rf"\b{first}\b[^.!?\n]{{0,40}}\bwelcome\b", opening)
    )


def _asks(heard: _Speaker, total: int, *, first: bool) -> float:
    """Above 0 for those who lead the talk: they ask, they greet, they speak first and less."""
    return (
        8 * (heard.questions / heard.sentences - 0.13)
        + 0.35 * (1000 * heard.hosting / max(heard.words, 1) - 1.2)
        + (1.0 if first else -0.2)
        - 1.5 * min(heard.thanking, 1)
        - 2 * (heard.words / total - 0.4)
        - 0.8 * heard.introduced
    )


# --- nobody is labelled -----------------------------------------------------------------------------------

_PART = r"[A-Z][\w’'-]*[a-z]"
NAME = rf"{_PART}(?: (?:van|von|de|der|den|la|le|di|da|del|bin|el|al))?(?: {_PART}){{1,2}}"
_FULL = re.compile(rf"\b{NAME}\b")
_GREETS = re.compile(rf"\b(?P<names>(?:{_PART}(?:,? and |, | ))+)(?:hello,? )?(?:and )?welcome\b")
_LEADS_IN = re.compile(
    r"\b(?:welcome(?: back)?|guests?(?: today| this week)?(?: is| are)?|joined by|meet|with|speaking (?:to|with)|talking (?:to|with)"
    r"|interview(?:ing)?|introduce|invited?|have|my name is),? (?:you |dr\.? |dr )?$",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"(?: (?:is|are) (?:here|back|back on|with us|the |an? |our )|,? (?:the (?:creator|founder|author)|who )| (?:on|onto|to come on) (?:the|this) show| from )"
)
_HOSTS = re.compile(rf"\b(?:[Yy]our host,? |hosted by |host is |I'm your host,? |host,? )(?P<name>{NAME})\b")
_WITH = re.compile(
    rf"\b(?:with|by|featuring|feat|ft|guests?:?) (?P<names>{NAME}(?:(?:, and |, | and | & ){NAME})*)"
)
_NOT_A_NAME = frozenset(
    [
        "The",
        "This",
        "That",
        "Talk",
        "Python",
        "And",
        "But",
        "So",
        "Thank",
        "Thanks",
        "Podcast",
        "Show",
        "Twitter",
        "Episode",
        "Welcome",
        "Today",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Before",
        "Now",
        "On",
        "In",
        "We",
        "It",
        "Hey",
        "Hello",
        "Learn",
        "If",
        "You",
    ]
)


def people_named(document: Document) -> tuple[list[str], list[str]]:
    """(guests, hosts) as the title and the opening of an unlabelled transcript name them; either may be empty."""
    opening = " ".join(document.text[: max(9000, len(document.text) // 10)].split())
    hosts = _unique([match["name"] for match in _HOSTS.finditer(opening)])[:1]
    title = re.sub(r"[-_]+", " ", document.title)
    titled = [name for match in _WITH.finditer(title) for name in re.split(r",? and |, | & ", match["names"])]
    greeted = {word for match in _GREETS.finditer(opening) for word in re.findall(_PART, match["names"])}
    told: dict[str, int] = {}
    for match in _FULL.finditer(opening):
        led = bool(_LEADS_IN.search(opening, max(0, match.start() - 40), match.start()))
        follows = bool(_FOLLOWS.match(opening, match.end()))
        told[match[0]] = told.get(match[0], 0) + 2 * led + follows
    heard = [
        name
        for name, times in told.items()
        if 3 * (name.split()[0] in greeted) + min(times, 3) >= (3 if greeted else 2)
    ]
    guests = [
        name for name in _unique([*titled, *heard]) if not any(same_person(name, host) for host in hosts)
    ]
    return guests[:5], hosts


def _unique(names: Sequence[str]) -> list[str]:
    """The names that can be names, each first name once: a recogniser spells a surname in many ways."""
    out: list[str] = []
    for name in names:
        words = name.split()
        if not _NOT_A_NAME & set(words) and not any(words[0] == other.split()[0] for other in out):
            out.append(name)
    return out
