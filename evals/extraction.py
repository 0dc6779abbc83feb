"""Reads every annotated interview with a reader that never saw it, and scores what it wrote down.

    python evals/extraction.py --train out/train --predictions out/predictions [--words] [--large out/large] [--fold 0]

Each interview is read by the real `read()` with the weights of its fold (`train.py` wrote them), from the transcript file on;
nothing of the annotation goes in. The predictions are then scored by ../shared/eval/score.py.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from corpus import EVAL, episodes, scorer

from manymentors.facts.read import read
from manymentors.facts.reader import Reader
from manymentors.shapes import Reading
from manymentors.transcripts.read import read as read_transcript


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, default=Path("out/train"))
    parser.add_argument("--predictions", type=Path, default=Path("out/predictions"))
    parser.add_argument(
        "--words", action="store_true", help="by words alone, as where onnxruntime is not installed"
    )
    parser.add_argument("--large", type=Path, help="the folder of enlarge.py: with the large listener")
    parser.add_argument("--fold", type=int, help="this fold only")
    args = parser.parse_args()
    args.predictions.mkdir(parents=True, exist_ok=True)
    readers = {
        path.name: Reader(path, args.large and args.large / path.name.removeprefix("fold-") / "together")
        for path in args.train.glob("fold-*")
    }
    if args.words:
        for reader in readers.values():
            reader.tagger = None
    began = time.time()
    for episode in (e for e in episodes() if args.fold in (None, e.fold)):
        path = EVAL / "corpora" / episode.gold["episode"]
        document = read_transcript(path.read_bytes(), name=path.name)
        reading = read(document, reader=readers[f"fold-{episode.fold}"])
        out = args.predictions / f"{episode.name}.json"
        out.write_text(json.dumps(as_gold(reading), indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"{time.time() - began:.0f} s")
    with tempfile.TemporaryDirectory() as gold:
        for path in args.predictions.glob("*.json"):
            shutil.copy(EVAL / "gold" / path.name, gold)
        figures = scorer.score(Path(gold), args.predictions, EVAL / "corpora")
    for name, value in figures.items():
        print(f"{name:13}", value)
    args.predictions.with_suffix(".figures").write_text(json.dumps(figures))


def as_gold(reading: Reading) -> dict[str, Any]:
    """A reading in the form of the annotation files, with scores."""
    return {
        "guests": reading.guests, "hosts": reading.hosts,
        "milestones": [
            {"person": m.person, "kind": m.kind, "what": m.what, "quote": m.quote.text, "year": m.year, "order": m.order, "score": m.score}
            for m in reading.milestones
        ],
        "nuggets": [
            {"person": n.person, "quote": n.quote.text, "skill": n.skill, "field": n.field, "score": n.score} for n in reading.nuggets
        ],
        "endorsements": [
            {"person": e.person, "type": e.type, "name": e.name, "quote": e.quote.text, "score": e.score} for e in reading.endorsements
        ],
    }  # fmt: skip


if __name__ == "__main__":
    main()
