"""A talk → the names in it that somebody may recommend: people, books, shows, sites; each with where it stands."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from manymentors.facts.features import Talk

_TOKEN = re.compile(r"[\w@#][\w'’.&+#-]*[\w+#]|[\w&]")
_LINK = frozenset(["of", "the", "to", "for", "in", "on", "a", "an", "&", "your", "de", "la", "van", "von"])
_FIRST_PERSON = frozenset(["I", "I'm", "I've", "I'd", "I'll"])
_SITE = re.compile(
    r"\b(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|io|fm|dev|net|co|tv|ai|app|me|blog|rocks))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“]([^\"”“\n]{4,70})[\"”]")
_WORK = r"(?:books?|podcasts?|talks?|posts?|articles?|essays?|papers?|newsletters?|blogs?|courses?|documentary|show|series|keynote|channel)"
_CALLED = re.compile(
    rf"\b{_WORK}\b[^.!?\n]{{0,50}}?\b(?:called|titled|named)[,:]? [\"“]?(?P<name>[\w'’+#-]+(?:[ ,:]+[\w'’&+#-]+){{0,6}}?)"
    r"[\"”]?(?=[.!?;,\n]|$| (?:by|which|that|where|and|who|from|it|is|was|so|he|she|because|with|on|in)\b)"
)
_READ = re.compile(rf"\b(?:{_WORK}|read|reads|reading|heard|watch|watched|called|titled)\b[^\n]{{0,60}}$")
_KIN = re.compile(
    r"\b[Mm]y (?P<name>(?:grand)?(?:mother|father|mom|mum|dad|parents?)|wife|husband|brother|sister|uncle|aunt|family|spouse|partner)\b"
)
_KNOWN_BY = re.compile(
    r" (?:communit(?:y|ies)|conferences?|foundation|documentary|tutorials?|podcasts?|newsletter|blog|channel|book|course|meetups?)\b"
)
_CAMEL = re.compile(r"[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*")
_COMMON = frozenset(
    ["i", "i'm", "i've", "i'd", "i'll", "yeah", "yes", "no", "so", "and", "but", "or", "well", "okay", "ok", "oh", "right", "the", "a", "an", "it", "it's", "that", "that's", "this", "there", "they", "we", "you", "he", "she", "what", "when", "where", "why", "how", "who", "which", "if", "then", "because", "also", "actually", "like", "just", "now", "my", "our", "your", "his", "her", "their", "is", "was", "were", "are", "do", "did", "does", "not", "mr", "mrs", "dr", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "english", "american", "god", "sure", "exactly", "absolutely", "cool", "nice", "awesome", "great", "thanks", "thank", "hey", "hi", "hello", "let's", "people", "everybody", "everyone", "nobody", "somebody", "today", "tomorrow", "yesterday", "ceo", "cto", "api", "apis", "url", "html", "css", "json", "sql", "os", "ui", "ux", "ai", "ml", "us", "uk", "usa", "eu", "in", "on", "at", "for", "with", "from", "by", "of", "to", "as", "about", "after", "before", "all", "some", "any", "one", "two", "three", "first", "second", "next", "last", "good", "definitely", "maybe", "basically"]
)  # fmt: skip


FIRST_NAMES = Path(__file__).parent / "words" / "first_names.txt"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at characters `start` to `end`, in unit `unit`. `form` says what gave it away."""

    name: str
    start: int
    end: int
    unit: int
    form: str


def key(name: str) -> str:
    """What two spellings of one name have in common."""
    return re.sub(r"[^a-z0-9]+", "", re.sub(r"^(?:the|a|an)\s+", "", name.lower()))


def mentions(talk: Talk) -> list[Mention]:
    """Every name in the talk, in order; a word that is capital only where sentences begin is none."""
    inside = _capitals_inside(talk)
    found: list[Mention] = []
    for i, unit in enumerate(talk.units):
        text = talk.text(i)
        taken = [False] * (len(text) + 1)
        for pattern, form, group in ((_SITE, "site", 1), (_QUOTED, "quoted", 1)):
            for match in pattern.finditer(text):
                name = match[group].strip(" ,.!?")
                if form == "site" or _titled(name) or _READ.search(text, 0, match.start()):
                    found.append(
                        Mention(
                            name,
                            unit.start + match.start(group),
                            unit.start + match.start(group) + len(name),
                            i,
                            form,
                        )
                    )
                    taken[match.start() : match.end()] = [True] * (match.end() - match.start())
        for a, b, form in _told(text):
            if not any(taken[a:b]):
                found.append(Mention(text[a:b], unit.start + a, unit.start + b, i, form))
        for a, b, form in _capitalised(text, inside):
            if not any(taken[a:b]):
                found.append(Mention(text[a:b], unit.start + a, unit.start + b, i, form))
                known_by = _KNOWN_BY.match(text, b)
                if known_by:
                    found.append(
                        Mention(
                            text[a : known_by.end()],
                            unit.start + a,
                            unit.start + known_by.end(),
                            i,
                            "known by",
                        )
                    )
    return sorted(found, key=lambda mention: mention.start)


def _told(text: str) -> list[tuple[int, int, str]]:
    """Names that no capital gives away: what a book or a talk is called, and one's own family."""
    out = [
        (*match.span("name"), "called")
        for match in _CALLED.finditer(text)
        if match["name"][:1].islower() or " " in match["name"]
    ]
    return out + [(*match.span("name"), "kin") for match in _KIN.finditer(text)]


def _titled(name: str) -> bool:
    words = name.split()
    return 1 < len(words) < 9 and sum(w[:1].isupper() for w in words) >= 0.6 * len(words)


def _capitals_inside(talk: Talk) -> Counter[str]:
    """How often each word stands capital where no sentence begins."""
    seen: Counter[str] = Counter()
    for i in range(len(talk.units)):
        tokens = [match[0] for match in _TOKEN.finditer(talk.text(i))]
        seen.update(token for token in tokens[1:] if token[:1].isupper())
    return seen


def _capitalised(text: str, inside: Counter[str]) -> list[tuple[int, int, str]]:
    """Runs of capital words, linked by small ones such as "of" where the run goes on after them."""
    tokens = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    out: list[tuple[int, int, str]] = []
    i = 0
    while i < len(tokens):
        if not _opens(
            tokens[i][0],
            first=i == 0 or text[max(0, tokens[i][1] - 2) : tokens[i][1] - 1] in ".!?",
            inside=inside,
        ):
            i += 1
            continue
        last = j = i
        while j + 1 < len(tokens) and text[tokens[j][2] : tokens[j + 1][1]] in (" ", "-", ": "):
            j += 1
            word = tokens[j][0]
            if word[:1].isupper() or (word[:1].isdigit() and last == j - 1):
                if word.replace("’", "'") in _FIRST_PERSON:
                    break
                last = j
            elif word.lower() not in _LINK or j - last > 2:
                break
        start, end = tokens[i][1], tokens[last][2]
        name = re.sub(r"['’]s$", "", text[start:end]).rstrip(".'’-")
        if len(name) > 1 and name.lower() not in _COMMON:
            out.append(
                (
                    start,
                    start + len(name),
                    "camel" if _CAMEL.fullmatch(name) else "run" if last > i else "word",
                )
            )
        i = last + 1
    return out


def _opens(word: str, *, first: bool, inside: Counter[str]) -> bool:
    if not (word[:1].isupper() or _CAMEL.fullmatch(word)):
        return False
    if word.lower().replace("’", "'") in _COMMON and word not in ("The", "A"):
        return False
    return (
        not first
        or inside[word] > 0
        or bool(_CAMEL.fullmatch(word))
        or word == "The"
        or word.lower() in first_names()
    )


@cache
def first_names() -> frozenset[str]:
    return frozenset(FIRST_NAMES.read_text(encoding="utf-8").split())
