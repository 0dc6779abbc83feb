"""The embedder that we ship, and a stronger one by setting."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from manymentors.engines.embedding import BUNDLED, load, load_onnx, load_static
from manymentors.errors import EngineError


def test_texts_become_rows_of_length_one() -> None:
    embed = load()
    rows = embed(["answered phones on a help desk", "wrote a book"])
    assert rows.shape == (2, embed.dimensions) == (2, 256)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_texts_that_mean_alike_lie_nearer_than_others() -> None:
    desk, support, talk = load()(
        [
            "answered phones on a help desk",
            "took calls in technical support",
            "gave a lightning talk at a conference",
        ]
    )
    assert desk @ support > desk @ talk + 0.1


def test_a_text_without_words_is_a_row_of_zeros_and_no_texts_are_no_rows() -> None:
    assert not load()(["", " "]).any()
    assert load()([]).shape == (0, 256)


def test_a_row_does_not_depend_on_the_texts_beside_it() -> None:
    texts = [f"step number {n} of a long road" for n in range(300)]
    together = load()(texts)
    assert np.allclose(together[299], load()([texts[299]])[0], atol=1e-6)


def test_the_bundled_model_is_loaded_once_and_named_after_its_vectors() -> None:
    assert load() is load("")
    assert load().name == load_static(BUNDLED).name
    assert load().name.startswith("static-256-")


def test_the_bundled_model_is_small_enough_to_ship() -> None:
    assert sum(file.stat().st_size for file in BUNDLED.iterdir()) < 9_000_000


def test_a_folder_of_ones_own_with_static_vectors_is_read(tmp_path: Path) -> None:
    own = static(tmp_path, rows=30_522)
    assert load(str(own)).dimensions == 4


def test_importing_it_imports_no_model_runtime() -> None:
    code = (
        "import sys, manymentors.engines.embedding; print({'onnxruntime', 'tokenizers'} & set(sys.modules))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "set()"
    )


def static(folder: Path, rows: int) -> Path:
    np.savez(folder / "static.npz", codes=np.ones((rows, 4), np.int8), scale=np.ones(rows, np.float32))
    (folder / "tokenizer.json").write_bytes((BUNDLED / "tokenizer.json").read_bytes())
    return folder


def test_a_folder_without_a_model_says_what_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(
        EngineError, match=r"No embedding model at .*model\.onnx and tokenizer\.json is wanted"
    ):
        load(str(tmp_path))


def test_broken_vectors_are_named(tmp_path: Path) -> None:
    (tmp_path / "static.npz").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(EngineError, match="cannot be read"):
        load_static(tmp_path)


def test_vectors_of_another_tokenizer_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="do not belong together"):
        load_static(static(tmp_path, rows=3))


def test_a_missing_tokenizer_is_named(tmp_path: Path) -> None:
    (static(tmp_path, rows=3) / "tokenizer.json").unlink()
    with pytest.raises(EngineError, match=r"tokenizer\.json is missing or is no tokenizer"):
        load_static(tmp_path)


# --- a stronger model: onnxruntime is played by a module of ours -----------------------------------------------


class Session:
    """Answers with states that hold each token's number, so that a mean over tokens can be told."""

    dimensions: Any = 3

    def __init__(self, path: str, options: object, providers: Sequence[str]) -> None:
        if not Path(path).stat().st_size:
            raise RuntimeError("no graph")

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="input_ids"), SimpleNamespace(name="attention_mask")]

    def get_outputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(shape=["batch", "sequence", self.dimensions])]

    def run(self, wanted: None, given: dict[str, Any]) -> list[Any]:
        assert set(given) == {"input_ids", "attention_mask"}
        ids = given["input_ids"].astype(np.float32)
        return [np.stack([ids, np.ones_like(ids), -ids], axis=-1)]


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("onnxruntime")
    module.SessionOptions = SimpleNamespace  # type: ignore[attr-defined]
    module.InferenceSession = Session  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "onnxruntime", module)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model.onnx").write_bytes(b"graph")
    (tmp_path / "tokenizer.json").write_bytes((BUNDLED / "tokenizer.json").read_bytes())
    return tmp_path


@pytest.mark.usefixtures("runtime")
def test_a_model_by_setting_averages_its_token_states_and_keeps_the_order_of_texts(model: Path) -> None:
    embed = load(str(model))
    texts = ["a much longer text of many words", "short", *(["some words"] * 40)]
    rows = embed(texts)
    assert rows.shape == (42, embed.dimensions) == (42, 3)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert all(
        np.allclose(embed([text])[0], row, atol=1e-6) for text, row in zip(texts[:3], rows[:3], strict=True)
    )
    assert embed.name.startswith(f"onnx-{model.name}-3-5-")


@pytest.mark.usefixtures("runtime")
def test_two_models_of_one_size_bear_different_names(model: Path) -> None:
    one = load_onnx(model).name
    (model / "model.onnx").write_bytes(b"grapH")
    assert load_onnx(model).name != one


@pytest.mark.usefixtures("runtime")
def test_a_model_that_cannot_be_run_is_named(model: Path) -> None:
    (model / "model.onnx").write_bytes(b"")
    with pytest.raises(EngineError, match=r"model\.onnx cannot be run \(no graph\)"):
        load(str(model))


def test_a_model_without_its_runtime_says_what_to_install(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EngineError, match=r"pip install onnxruntime"):
        load(str(model))


def test_the_slower_embedder_tells_sense_where_the_words_differ() -> None:
    from manymentors.engines.embedding import load_sense

    sense = load_sense()
    assert sense is load_sense()
    asked, near, far = sense(
        ["How do I hand work over?", "Learn to delegate tasks.", "The cat sat on a mat."]
    )
    assert asked @ near > asked @ far
    assert sense.dimensions == 384
