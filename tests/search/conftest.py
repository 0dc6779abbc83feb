from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from manymentors.search.index import Index
from tests.search.hashing_embedder import DIMS, embed

if TYPE_CHECKING:
    from manymentors.shapes import Embed


MEMORY = Path("/dev/shm")


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where the system offers that: each commit waits for the disk a dozen times."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as place:
        yield Path(place) / "search"


@pytest.fixture
def open_index(folder: Path) -> Iterator[Callable[..., Index]]:
    """Opens the same folder again and again, as so many processes would."""
    with ExitStack() as opened:

        def open_it(embed: Embed = embed, maker: str = "hashing 1", floor: float = 0.3, **more: int) -> Index:
            return opened.enter_context(Index.open(folder, embed, DIMS, maker, floor=floor, **more))

        yield open_it
