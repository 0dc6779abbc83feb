"""Writes the card that lies beside the reader's weights: what they are, what they were trained on, how well they read.

    python evals/card.py --words out/words.figures --listener out/listener.figures --large out/larger.figures --minutes 120 [--remark "…"]

`extraction.py` writes the figures; `./run train` calls all of it in its order and counts the minutes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from manymentors.facts.reader import WEIGHTS

TEXT = """# The reader's weights

What `manymentors.facts.read` goes by. `./run train` writes them and this card{minutes}.

| file | holds | KB |
|---|---|---|
{files}

**Trained on** 102 interviews that were annotated by hand: 1,231 milestones, 1,916 nuggets, 1,047 endorsements. Their transcripts are
© Changelog Media, CC BY-SA 4.0, and of the podcast Talk Python To Me, GPL-3.0. The weights hold none of that text, but for a vocabulary of
single words and pairs of words. The tagger was fine-tuned from all-MiniLM-L6-v2 (Apache-2.0); `vocab.txt` is its vocabulary. Beside the
annotators' labels it learned from the chances of larger teachers, fine-tuned from all-mpnet-base-v2 (Apache-2.0) on the same interviews. Its
second pair of upper layers, which hears each likely stretch again, learned from the same interviews and from some 1,500 sentences of
our own (`evals/spoken.py`, `evals/distil_phrases.py`). The large listener is a change of rank 16 in
all-mpnet-base-v2 itself, taught by the same stretches (`evals/enlarge.py`). English only.

**How well it reads**, each interview read by weights that never saw it, and nothing chosen on it ({note}):

| | {heads} |
|---|{rules}|
{rows}

Two annotators agree to .83 (milestones), .81 (with kind), .77 (nuggets), .74 (endorsements). So these are candidates to confirm: `score` is the
share that proved right at that figure. Thresholds and scores were chosen on held-out folds. Seed 0 for the transformer, 7 for the folds.
The weights that are shipped were then trained on all 102 interviews, in the same way.
{remarks}
"""
HOLDS = {
    "linear.npz": "weights over words, pairs of words, words around, cues",
    "words.json": "thresholds and calibration of the reader by words alone",
    "words-names.npz": "weights over the surroundings of a name",
    "listener.json": "the same, for the reader by words and by sense",
    "listener-names.npz": "the same, for the reader by words and by sense",
    "tagger.onnx": "the transformer, int8",
    "tagger.npz": "its heads",
    "vocab.txt": "its word pieces",
    "large.npz": "what is changed in the large base, float16; used where the large listener is installed, and no part of the default",
    "large.json": "thresholds and calibration of the reader that it helps",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--listener", type=Path, required=True)
    parser.add_argument("--large", type=Path, required=True)
    parser.add_argument("--minutes", type=int, default=0)
    parser.add_argument("--remark", default="")
    args = parser.parse_args()
    figures = {
        name: json.loads(path.read_text(encoding="utf-8"))
        for name, path in (
            ("by words alone", args.words),
            ("by words and by sense", args.listener),
            ("with the large listener", args.large),
        )
    }
    write(figures, "three folds", args.remark, args.minutes)


def write(figures: Mapping[str, Mapping[str, Any]], note: str, remarks: str = "", minutes: int = 0) -> None:
    """`figures`: a reader's name → what score.py says of it."""
    files = "\n".join(
        f"| `{name}` | {what} | {(WEIGHTS / name).stat().st_size // 1024:,} |"
        for name, what in HOLDS.items()
        if (WEIGHTS / name).exists()
    )
    rows = []
    for label, part, figure in (
        ("milestones: precision", "milestones", "precision"), ("recall", "milestones", "recall"), ("F1", "milestones", "f1"),
        ("F1 with kind", "milestones", "typed_f1"), ("nuggets: F1", "nuggets", "f1"),
        ("right among the first ten", "nuggets", "precision_at_10"), ("endorsements: F1", "endorsements", "f1"),
        ("verbatim", "verbatim", ""), ("interviews", "episodes", ""),
    ):  # fmt: skip
        told = [str(one[part][figure] if figure else one[part]) for one in figures.values()]
        rows.append(f"| {label} | {' | '.join(told)} |")
    text = TEXT.format(
        files=files, note=note, minutes=f", in {minutes} minutes of one core" if minutes else "", heads=" | ".join(figures), rules="|".join("---" for _ in figures), rows="\n".join(rows), remarks=remarks
    )  # fmt: skip
    (WEIGHTS / "CARD.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
