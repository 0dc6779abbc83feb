"""How often the year of a milestone is told in its quote, and read right.

    python evals/years.py

Over all annotated milestones: those that have a year, those whose annotated quote tells one as our rules read it, and how many
of these are the annotated year. Nothing is learned from the annotation.
"""

from __future__ import annotations

import json

from corpus import EVAL

from manymentors.facts.years import told


def main() -> None:
    facts = [
        fact
        for path in sorted((EVAL / "gold").glob("*.json"))
        for fact in json.loads(path.read_text(encoding="utf-8"))["milestones"]
    ]
    read = [(fact["year"], year) for fact in facts if (year := told(fact["quote"])) is not None]
    right = sum(year == known for known, year in read)
    print(
        f"{len(facts):,} milestones, {sum(fact['year'] is not None for fact in facts)} with a year; "
        f"{len(read)} quotes tell one, {right} of them the annotated one"
    )


if __name__ == "__main__":
    main()
