"""Times the reading of a library of transcripts, one after the other in one process: passages, words and transcripts a second.

    python bench/library.py [--transcripts 12]

Wants the evaluation set beside the checkout. Both clocks are told: wall time, and the processor time of this process alone, which
other work on the machine does not lengthen as much. The first transcript, which loads the weights, is told apart.
"""

from __future__ import annotations

import argparse
import resource
import time

from corpus import documents

from manymentors.facts.read import READER, read
from manymentors.passages.cut import cut


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--transcripts", type=int, default=12)
    options = parser.parse_args()
    every = list(documents())
    library = every[:: max(1, len(every) // options.transcripts)][: options.transcripts]
    began = time.perf_counter()
    read(library[0][1])
    print(f"{READER}: the first, with loading, in {time.perf_counter() - began:.2f} s")
    wall, processor = time.perf_counter(), time.process_time()
    passages = words = facts = 0
    for _, document in library:
        reading = read(document)
        facts += len(reading.milestones) + len(reading.nuggets) + len(reading.endorsements)
        passages += len(cut(document))
        words += len(document.text.split())
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{len(library)} transcripts, {words:,} words, {passages:,} passages, {facts:,} facts")
    for name, seconds in (("wall", wall), ("processor", processor)):
        print(
            f"    {name}: {seconds:.1f} s; {passages / seconds:.0f} passages a second, {words / seconds:,.0f} words a second,"
            f" {60 * len(library) / seconds:.0f} transcripts a minute"
        )
    print(f"    peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
