"""The word side of the index: BM25 over stemmed words in Tantivy, exact phrases, and the mark that makes a commit whole.

Every word is indexed, so that phrases are found. Of a question the forty commonest words are left out, which halves the
time and changes nothing else; other small words (“how”, “get”, “something”) help to order what is found, for the better
(`bench/quality.py`), but are no evidence that a passage speaks to the question. Queries are built here, never parsed by
Tantivy: nothing a person types is syntax but a pair of quotation marks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy

from manymentors.errors import StoreError
from manymentors.search.tags import tags_of
from manymentors.shapes import Entry, Hit

HEAP = 64_000_000
TERMS = 64
"""Words of a question that are looked up; a pasted page is cut here."""

_COMMONEST = """
a an and are as at be by did do does for from he i in is it its me my of on or she so that the they this to was we
with you your
"""
_SMALL = """
about after again all also am any aren because been before being between both but can could couldn d didn doesn doing
don down during each else ever few further get gets getting go goes going got had hadn has hasn have haven having her
here hers herself him himself his how if into isn itself just know let like ll m made make makes many may might more
most much must myself no nor not now off once one only other our ours ourselves out over own please re really s same
say should shouldn some something still such t tell than their theirs them themselves then there these thing things
those through too under until up us use ve very want wasn way were weren what when where whether which while who whom
whose why will without would wouldn yours yourself yourselves
"""
COMMONEST = frozenset(_COMMONEST.split())
SMALL_WORDS = COMMONEST | frozenset(_SMALL.split())


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it is looked up, all in stems: words that count, small words that only help to order, phrases."""

    words: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()


def ask(query: str) -> Asked:
    """Read what a person typed: “quoted” parts are phrases, all else is words. An odd quotation mark is nothing."""
    phrases = tuple(
        stems for quoted in _QUOTED.findall(query) if (stems := tuple(_STEMS.analyze(quoted)[:TERMS]))
    )
    plain = list(dict.fromkeys(_PLAIN.analyze(_QUOTED.sub(" ", query))))
    words = [word for word in plain if word not in SMALL_WORDS]
    small = [word for word in plain if word in SMALL_WORDS - COMMONEST]
    if not words and not phrases:
        words, small = plain, []
    return Asked(_stems(words), _stems(small), phrases)


def _stems(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_STEMS.analyze(" ".join(words))))[:TERMS]


def well_formed(text: str) -> str:
    """The text with a question mark for each half of a broken character, which no engine takes."""
    return text.encode("utf-8", "replace").decode()


def matching(query: str, text: str) -> list[tuple[int, int]]:
    """Where in a text the words stand that a query asks for, in whatever form; small words only where no other is asked."""
    asked = ask(well_formed(query))
    wanted = {*asked.words, *(stem for phrase in asked.phrases for stem in phrase)}
    return [word.span() for word in _WORD.finditer(text) if not wanted.isdisjoint(_stems_of(word[0]))]


def stems(text: str) -> tuple[str, ...]:
    """All words of a text as the index holds them, in order."""
    return tuple(_STEMS.analyze(well_formed(text)))


@lru_cache(maxsize=20_000)
def _stems_of(word: str) -> tuple[str, ...]:
    return tuple(_STEMS.analyze(well_formed(word)))


class Words:
    """A folder of Tantivy's, opened to be read as it was at its last commit."""

    def __init__(self, folder: Path) -> None:
        """ValueError where the folder holds no whole index of this shape."""
        self._folder = folder
        self._searcher = _open(folder).searcher()

    @property
    def mark(self) -> str:
        """What the last commit was marked with; empty where there was none."""
        found = self._searcher.search(_term("marks", 1), 1, count=False).hits
        return str(self._searcher.doc(found[0][1]).get_first("mark")) if found else ""

    def search(
        self,
        asked: Asked,
        tags: Iterable[int],
        since: int | None,
        until: int | None,
        limit: int,
        least: int = 0,
        among: Collection[int] | None = None,
    ) -> list[Hit]:
        """Passages with their BM25 scores, best first; each holds all phrases and at `least` so many of the words, has all
        of the tags and, where that is given, one of those in `among`.
        """
        must, should = tantivy.Occur.Must, tantivy.Occur.Should
        whole = [(must, _phrase(stems)) for stems in asked.phrases]
        if asked.words:
            words = [(should, _term("text", word)) for word in asked.words]
            whole.append(
                (
                    should if asked.phrases else must,
                    tantivy.Query.boolean_query(words, minimum_number_should_match=least),
                )
            )
        whole += [(should, _term("text", word)) for word in asked.small]
        whole += [(must, _silent(_term("tag", tag))) for tag in tags]
        if among is not None:
            whole.append((must, _silent(tantivy.Query.term_set_query(_SCHEMA, "tag", list(among)))))
        if since is not None or until is not None:
            lower, upper = max(0, since or 0), min(_LAST_DAY, max(0, _LAST_DAY if until is None else until))
            days = tantivy.Query.range_query(_SCHEMA, "day", tantivy.FieldType.Unsigned, lower, upper)
            whole.append((must, _silent(days)))
        try:
            hits = self._searcher.search(tantivy.Query.boolean_query(whole), limit, count=False).hits
        except ValueError as exc:
            raise StoreError(
                f"The search index in {self._folder.parent} is damaged ({str(exc).splitlines()[0]}). "
                "Delete that folder: the index is built again from the database."
            ) from exc
        passages, items = (
            self._searcher.fast_field_values(field, [address for _, address in hits])
            for field in ("passage", "item")
        )
        return [
            Hit(passage, item, score) for passage, item, (score, _) in zip(passages, items, hits, strict=True)
        ]

    def rarity(self, stem: str) -> float:
        """How much it says that a text holds this word, as BM25 has it: 1 where none does, towards 0 where all do."""
        having, all_ = self._searcher.doc_freq("text", stem), self._searcher.num_docs
        return math.log(1 + (max(all_, having) - having + 0.5) / (having + 0.5)) / math.log(2 * all_ + 2)


class WordsWriter:
    """The same folder, opened to be changed; nothing shows before `commit`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._writer = _open(folder).writer(HEAP, 1)
        self._changed = False

    def add(self, entries: Iterable[Entry]) -> None:
        self._changed = True
        for entry in entries:
            document = tantivy.Document()
            document.add_unsigned("passage", entry.passage)
            document.add_unsigned("item", entry.item)
            document.add_unsigned("day", entry.day)
            document.add_text("text", well_formed(entry.text))
            for tag in tags_of(entry):
                document.add_unsigned("tag", tag)
            self._writer.add_document(document)

    def delete(self, field: str, numbers: Collection[int]) -> None:
        """Every document whose `field` (passage, item) is one of the numbers.

        By query: `delete_documents_by_term` of Tantivy 0.27 makes a signed term, and deletes nothing, silently.
        """
        if numbers:
            self._changed = True
            self._writer.delete_documents_by_query(
                tantivy.Query.term_set_query(_SCHEMA, field, list(numbers))
            )

    def commit(self, mark: str) -> None:
        """The one moment at which everything since the last commit becomes true, marked in the same breath."""
        self._writer.delete_documents_by_query(_term("marks", 1))
        document = tantivy.Document()
        document.add_unsigned("marks", 1)
        document.add_text("mark", mark)
        self._writer.add_document(document)
        self._writer.commit()
        self._changed = False

    def close(self) -> None:
        """Drop what was not committed, and let merges that are under way finish."""
        with suppress(ValueError):  # Tantivy's own threads may have died of what we close for
            if self._changed:
                self._writer.rollback()
            self._writer.wait_merging_threads()


def _analyzer(*more: Any) -> Any:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(60),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        *more,
    ):
        builder = builder.filter(step)
    return builder.build()


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="english_stems")
    builder.add_unsigned_field("passage", indexed=True, fast=True)
    builder.add_unsigned_field("item", indexed=True, fast=True)
    builder.add_unsigned_field("day", indexed=True, fast=True)
    builder.add_unsigned_field("tag", indexed=True)
    builder.add_unsigned_field("marks", indexed=True)
    builder.add_text_field("mark", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


_SCHEMA = _schema()
_PLAIN = _analyzer()
_STEMS = _analyzer(tantivy.Filter.stemmer("english"))
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_WORD = re.compile(r"[^\W_]+")
_LAST_DAY = 2**40


def _open(folder: Path) -> Any:
    index = tantivy.Index(_SCHEMA, path=str(folder), reuse=True)
    index.register_tokenizer("english_stems", _STEMS)
    index.config_reader("manual")
    return index


def _term(field: str, value: int | str) -> Any:
    return tantivy.Query.term_query(_SCHEMA, field, value)


def _phrase(stems: Sequence[str]) -> Any:
    """Tantivy panics on a phrase of one word."""
    if len(stems) == 1:
        return _term("text", stems[0])
    return tantivy.Query.phrase_query(_SCHEMA, "text", list(stems))


def _silent(query: Any) -> Any:
    """A condition that lends no score."""
    return tantivy.Query.const_score_query(query, 0.0)
