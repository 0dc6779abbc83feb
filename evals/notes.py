"""Are notes found again after a transcript was made anew? Marks at random seconds of the annotated interviews, whose transcripts are
then spoilt as another ear would spoil them: words misheard, left out and put in, no full stops, all moved by an advertisement.

    python evals/notes.py [--interviews 40] [--marks 10]

Beside it the two plain ways: the quote as it stands (what a TextQuoteSelector without a fuzzy search does), and the time alone.
Right is a place that shares at least half of its words with the true one. The spoiling is made up; real second transcripts
differ in other ways too, and speech models tend to err on the same hard words.
"""

from __future__ import annotations

import argparse
import json
import random
import time

from corpus import EVAL, document_of

from manymentors.shapes import Document, Utterance
from manymentors.store.anchors import where
from manymentors.store.places import alike, found_again, words_before

REACH, MOVED = 30.0, 45.0
WORSE = (0.0, 0.05, 0.1, 0.2, 0.3)


def spoilt(document: Document, errors: float, rng: random.Random) -> tuple[Document, list[int]]:
    """The document anew, and for each of its words the number of the word in the old text, -1 where it was put in."""
    known = document.text.split()
    utterances, origins, at = [], [], 0
    for old in document.utterances:
        words = []
        for word in old.text.split():
            chance = rng.random()
            if chance >= errors:
                words.append((word.strip(".,!?…").lower() if errors else word, at))
            elif chance < errors * 0.6:
                words.append((rng.choice(known).strip(".,!?…").lower(), at))
            elif chance < errors * 0.8:
                words += [(word.lower(), at), (rng.choice(known).lower(), -1)]
            at += 1
        words = [(word, origin) for word, origin in words if word]
        if words:
            text = " ".join(word for word, _ in words)
            start, end = (None if told is None else told + MOVED for told in (old.start, old.end))
            utterances.append(Utterance(text, start, end, old.speaker, old.opens))
            origins += [origin for _, origin in words]
    return Document(tuple(utterances), document.title), origins


def words_in(text: str, span: tuple[int, int]) -> range:
    return range(len(text[: span[0]].split()), len(text[: span[1]].split()))


def right(new: str, span: tuple[int, int] | None, origins: list[int], true: range) -> bool | None:
    """None where no place was told."""
    if span is None:
        return None
    mine = {origins[n] for n in words_in(new, span) if n < len(origins)} - {-1}
    return 2 * len(mine & set(true)) >= max(len(mine), len(true))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--interviews", type=int, default=40)
    options.add_argument("--marks", type=int, default=10)
    asked = options.parse_args()
    rng = random.Random(7)
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((EVAL / "gold").glob("*.json"))]
    chosen = rng.sample(golds, min(asked.interviews, len(golds)))
    documents = [document for gold in chosen if (document := document_of(gold)).seconds_at(0) is not None]
    print(f"{len(documents)} interviews with times, {asked.marks} marks in each")
    print("words wrong   ours: right  wrong  none     exact quote: right     time alone: right   ms a note")
    for errors in WORSE:
        told: dict[str, list[bool | None]] = {"ours": [], "exact": [], "time": []}
        spent = 0.0
        for document in documents:
            new, origins = spoilt(document, errors, rng)
            last = document.seconds_at(len(document.text) - 1) or 0.0
            for _ in range(asked.marks):
                second = rng.uniform(60, max(61, last - 60))
                span = words_before(document, second, REACH)
                if span is None:
                    continue
                quote, true = document.text[slice(*span)], words_in(document.text, span)
                began = time.perf_counter()
                place = found_again(new, quote, span[0], second - REACH, second)
                spent += time.perf_counter() - began
                ours = (place.start, place.end) if place and place.how != "time" else None
                told["ours"].append(right(new.text, ours, origins, true))
                told["exact"].append(right(new.text, where(new.text, quote, span[0]), origins, true))
                told["time"].append(right(new.text, words_before(new, second, REACH), origins, true))
        n = len(told["ours"])
        share = {
            name: [said.count(answer) / n for answer in (True, False, None)] for name, said in told.items()
        }
        print(
            f"{errors:>8.0%}         {share['ours'][0]:>8.1%} {share['ours'][1]:>6.1%} {share['ours'][2]:>6.1%}"
            f"          {share['exact'][0]:>8.1%}               {share['time'][0]:>8.1%}        {1000 * spent / n:>8.1f}"
        )
    strange = [0, 0]
    for document, other in zip(documents, documents[1:] + documents[:1], strict=True):
        for _ in range(asked.marks):
            span = words_before(document, rng.uniform(60, 3000), REACH)
            if span is not None:
                strange[0] += alike(other.text, document.text[slice(*span)]) is not None
                strange[1] += 1
    print(f"found in another interview, where they were never said: {strange[0]} of {strange[1]}")


if __name__ == "__main__":
    main()
