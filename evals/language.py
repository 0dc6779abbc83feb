"""What a language model adds, on the annotated interviews, and what it would cost.

    python evals/language.py --cost                    tokens for each mode; asks nobody
    python evals/language.py --oracle                  a model that knows the annotation: what the numbering and quoting lose at most
    python evals/language.py --mode whole --episodes 6     the model of MANYMENTORS_LLM_URL, scored beside the first reader

The first reader's weights come from --train (of the fold that never saw the interview), else those shipped, which saw them all.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from corpus import EVAL, Episode, episodes, scorer
from extraction import as_gold

from manymentors.engines.language import Cost, LanguageModel, Price
from manymentors.environment import LanguageModelSettings, language_model_of
from manymentors.facts.features import Talk
from manymentors.facts.model import MODES, Mode, questions, read
from manymentors.facts.model.read import _listen, _windows
from manymentors.facts.model.windows import Window
from manymentors.facts.read import read as read_first
from manymentors.facts.reader import Reader
from manymentors.shapes import Question, Reading


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cost", action="store_true")
    parser.add_argument("--oracle", action="store_true")
    parser.add_argument("--mode", choices=MODES)
    parser.add_argument("--episodes", type=int, help="only so many")
    parser.add_argument("--train", type=Path, default=Path("out/train"))
    args = parser.parse_args()
    readers = {path.name: Reader(path) for path in args.train.glob("fold-*")}
    chosen = episodes(len(readers) or 3)[: args.episodes]
    modes: tuple[Mode, ...] = (args.mode,) if args.mode else MODES
    firsts = {e.name: read_first(e.document, reader=readers.get(f"fold-{e.fold}")) for e in chosen}
    print(f"{len(chosen)} interviews; first reader {'held out' if readers else 'SAW THEM'}")
    told = language_model_of(os.environ)
    if args.cost:
        for mode in modes:
            _tell_cost(chosen, firsts, mode, told)
        return
    _tell_score("first reader", firsts)
    for mode in modes:
        found, dropped, answered, asked = {}, Counter[str](), 0, 0
        for episode in chosen:
            first = firsts[episode.name]
            ask = Oracle(episode, first, mode) if args.oracle else _model(told)
            result = read(episode.document, first=first, ask=ask, mode=mode)
            found[episode.name] = result.reading
            dropped.update(result.dropped)
            answered, asked = answered + result.answered, asked + result.asked
        _tell_score(f"{'oracle' if args.oracle else 'model'}, {mode}", found)
        print(f"  {answered} of {asked} questions answered; dropped: {dict(dropped) or 'nothing'}")


def _model(told: LanguageModelSettings | None) -> LanguageModel:
    if told is None:
        raise SystemExit("Set MANYMENTORS_LLM_URL and MANYMENTORS_LLM_MODEL, or ask for --oracle or --cost.")
    price = Price(*told.price) if told.price else None
    return LanguageModel(told.url, told.model, key=told.key, price=price, folder=Path("out/language"))


def _tell_cost(
    chosen: list[Episode], firsts: dict[str, Reading], mode: Mode, told: LanguageModelSettings | None
) -> None:
    price = Price(*told.price) if told and told.price else Price(0.15, 0.60)
    model = LanguageModel("http://localhost/", "nobody", price=price)
    costs: list[Cost] = []
    words = []
    for episode in chosen:
        costs.append(model.estimate(questions(episode.document, first=firsts[episode.name], mode=mode)))
        words.append(len(episode.document.text.split()))
    print(f"{mode}: an interview of {statistics.mean(words):.0f} words takes")
    for name in ("questions", "read", "written"):
        values = [getattr(cost, name) for cost in costs]
        print(f"  {name:9} {statistics.mean(values):8.0f}   (the longest {max(values)})")
    print(
        f"  money     {statistics.mean(c.money or 0 for c in costs):8.4f}   at {price.read}/{price.written} a million"
    )


def _tell_score(name: str, found: dict[str, Reading]) -> None:
    gold, predicted = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    for episode, reading in found.items():
        shutil.copy(EVAL / "gold" / f"{episode}.json", gold)
        (predicted / f"{episode}.json").write_text(
            json.dumps(as_gold(reading), ensure_ascii=False), encoding="utf-8"
        )
    print(name)
    for key, value in scorer.score(gold, predicted, EVAL / "corpora").items():
        print(f"  {key:13}", value)
    shutil.rmtree(gold)
    shutil.rmtree(predicted)


class Oracle:
    """Knows the annotation, and chooses the lines of it that it is shown."""

    name = "oracle"

    def __init__(self, episode: Episode, first: Reading, mode: Mode) -> None:
        self._episode = episode
        self._talk: Talk = _listen(episode.document, first)
        self._windows = {window.text: window for window in _windows(self._talk, first, mode)}

    def __call__(self, question: Question) -> str:
        window = self._windows[question.text]
        gold, spans = self._episode.gold, self._episode.spans
        people = (
            question.form["properties"]["milestones"]["items"]["properties"].get("person", {}).get("enum", ())
        )
        said: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("milestones", "nuggets", "endorsements")
        }
        for name, entries in said.items():
            for fact, span in zip(gold[name], spans[name], strict=True):
                place = self._lines(window, span)
                if place is None:
                    continue
                if name == "milestones":
                    entry = {"kind": fact["kind"], "year": fact["year"] or 0}
                    if people:
                        entry["person"] = fact["person"] if fact["person"] in people else people[0]
                elif name == "nuggets":
                    entry = {"field": fact["field"]}
                else:
                    entry = {"type": fact["type"], "name": fact["name"]}
                entries.append({**place, **entry, "sure": "high"})
        return json.dumps(said)

    def _lines(self, window: Window, span: tuple[int, int] | None) -> dict[str, int] | None:
        """The lines of which at least half belongs to the quote, or that hold at least half of it."""
        if span is None:
            return None
        lines = []
        for line, i in enumerate(window.shown, 1):
            unit = self._talk.units[i]
            shared = min(unit.end, span[1]) - max(unit.start, span[0])
            if 2 * shared >= min(unit.end - unit.start, span[1] - span[0]):
                lines.append(line)
        return {"first": lines[0], "last": lines[-1]} if lines else None


if __name__ == "__main__":
    main()
