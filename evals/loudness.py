"""Measures how loud the shipped tagger is over whole interviews, and writes the upper tenth beside its thresholds.

A short talk that is dense with milestones is loud all through; taking its figures relative to its own mean would silence it.
So the mean that is subtracted is never above what nine of ten long interviews have.

usage: python -m evals.loudness      (after train.py --ship; wants ../shared/eval)
"""

from __future__ import annotations

import json

import numpy as np

from evals.real_podcast import EVAL
from manymentors.facts.features import talk_of
from manymentors.facts.people import people_of
from manymentors.facts.reader import WEIGHTS, Reader, voices
from manymentors.text import units
from manymentors.transcripts.read import read

EVERY = 4
"""One interview in so many is enough to place a tenth."""


def main() -> None:
    reader = Reader()
    assert reader.tagger, "install onnxruntime, and ship a tagger first"
    place = WEIGHTS / "listener.json"
    settings = json.loads(place.read_text(encoding="utf-8"))
    means: dict[str, list[float]] = {"milestone": [], "nugget": [], "endorsement": []}
    for path in sorted((EVAL / "corpora").glob("*/*"))[1::EVERY]:
        document = read(path.read_bytes(), name=path.name)
        people, cut = people_of(document, (), ()), units(document)
        tags = reader.tagger.tags(talk_of(document, cut, [people.role_at(unit.start) for unit in cut]))
        for name, voice in voices(tags, settings).items():
            means[name].append(float(voice.mean()))
    for name, told in means.items():
        settings[name]["loudest"] = round(float(np.percentile(told, 90)), 3)
        print(f"{name}: nine of ten interviews are at most {settings[name]['loudest']} loud")
    place.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
