"""The large listener, put together of a small base."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from click.testing import CliRunner

from manymentors.cli.main import mentors
from manymentors.errors import EngineError, SettingsError
from manymentors.facts.large import base, listen
from manymentors.facts.large.graph import WORDS, graph, quantized
from manymentors.facts.large.listen import COLUMNS, Large, buckets
from manymentors.facts.read import read, shipped
from manymentors.facts.reader import WEIGHTS, Reader
from manymentors.facts.tagger import Stretch, Tagger
from tests.facts.large.small_base import VOICES, WIDTH, drawn, hidden, in_pieces
from tests.facts.talks import INTERVIEW, cut

TALK = cut(INTERVIEW)


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], str]:
    found, stored = in_pieces(drawn()[0], tmp_path_factory.mktemp("pieces"))
    return found, hashlib.sha256(stored).hexdigest()


@pytest.fixture
def large(pieces: tuple[list[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Large:
    monkeypatch.setattr(base, "pieces", lambda: pieces[0])
    monkeypatch.setattr(base, "SHA256", pieces[1])
    np.savez(tmp_path / "large.npz", **drawn()[1])
    told: list[str] = []
    made = Large(Tagger(WEIGHTS), tmp_path / "large.npz", tmp_path / "together", told.append)
    made.said = told  # type: ignore[attr-defined]
    return made


def test_the_graph_says_what_the_model_says() -> None:
    whole, change = drawn()
    session = onnxruntime.InferenceSession(graph(whole, change), providers=["CPUExecutionProvider"])
    chance = np.random.default_rng(1)
    tokens = chance.integers(0, WORDS, (2, 30))
    tokens[:, 3] = WORDS + 2
    bias = chance.normal(size=(2, VOICES, 30, 30)).astype(np.float32)
    bias[1, :, :, 20:] = -1e4
    got = session.run(None, {"tokens": tokens, "bias": bias})[0]
    assert got.shape == (2, 30, WIDTH)
    for row, length in ((0, 30), (1, 20)):
        true = hidden(whole, change, tokens[row, :length], bias[row, :, :length, :length])
        near = (got[row, :length] * true).sum(-1) / np.linalg.norm(got[row, :length], axis=-1)
        assert (near / np.linalg.norm(true, axis=-1)).min() > 0.99


def test_what_it_says_does_not_hang_on_what_is_asked_beside_it(large: Large) -> None:
    stretches = [
        Stretch(0, 0),
        Stretch(3, 5),
        Stretch(7, 7),
        Stretch(8, 8, (TALK.units[8].start, TALK.units[8].start + 3)),
    ]
    together = large.closer(TALK, stretches)
    alone = np.concatenate([large.closer(TALK, [stretch]) for stretch in stretches])
    assert together.shape == (4, COLUMNS)
    np.testing.assert_allclose(together, alone, atol=0.35)
    assert large.closer(TALK, []).shape == (0, COLUMNS)


def test_no_product_of_two_weights_overflows_where_a_processor_adds_in_sixteen_bits() -> None:
    """Without VNNI 2 × 255 × weight has to fit into 16 bits, or what is said is nonsense."""
    loud = np.random.default_rng(2).normal(size=(40, 5)).astype(np.float32) * 1e3
    small, scale = quantized(loud)
    assert np.abs(small).max() == 63
    np.testing.assert_allclose(small * scale, loud, atol=float(scale.max()) / 2)
    assert 2 * 255 * 63 < 2**15


def test_a_file_that_was_cut_off_is_made_anew(large: Large) -> None:
    whole = large.together().read_bytes()
    for broken in (b"", whole[: len(whole) // 2], b"no model at all"):
        large.model.write_bytes(broken)
        again = Large(large.tagger, large.change, large.folder, large.told)
        again.closer(TALK, [Stretch(0, 0)])
        assert large.model.read_bytes() == whole


def test_a_graph_that_is_drawn_otherwise_is_another_model(
    large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = large.model
    monkeypatch.setattr(listen, "VERSION", listen.VERSION + 1)
    assert large.model != before


def test_the_data_folder_is_mine_alone(large: Large, tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    Large(large.tagger, large.change, home / "large", large.told).together()
    assert oct(home.stat().st_mode)[-3:] == "700"


def test_it_is_put_together_once(large: Large) -> None:
    first = large.together()
    made = first.stat().st_mtime_ns
    assert large.together() == first
    assert first.stat().st_mtime_ns == made
    assert large.said == ["Putting the large listener together, once; up to half a minute."]  # type: ignore[attr-defined]


def test_another_change_and_a_part_that_was_cut_off_give_way(large: Large) -> None:
    large.folder.mkdir()
    for name in ("0123456789ab.onnx", "0123456789ab.part"):
        (large.folder / name).write_bytes(b"older")
    assert {large.together().name, "lock"} == {path.name for path in large.folder.iterdir()}


def test_two_that_want_it_at_once_make_one(large: Large) -> None:
    other = Large(large.tagger, large.change, large.folder, large.told)
    with ThreadPoolExecutor() as pool:
        first, second = pool.map(Large.together, (large, other))
    assert first == second
    assert len(large.said) == 1  # type: ignore[attr-defined]


def test_packages_that_hold_something_else_are_refused(
    large: Large, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "SHA256", "0" * 64)
    with pytest.raises(EngineError, match="another model"):
        large.together()
    whole = base.pieces()
    damaged = tmp_path / "damaged"
    stored = whole[2].read_bytes()
    damaged.write_bytes(stored[:100] + np.random.default_rng(3).bytes(4096) + stored[4196:])
    for pieces in ([Path(__file__)], [*whole[:2], damaged, *whole[3:]], [*whole[:4], tmp_path / "none"]):
        monkeypatch.setattr(base, "pieces", lambda pieces=pieces: pieces)
        with pytest.raises(EngineError, match="not whole"):
            large.together()
    assert [path.name for path in large.folder.iterdir()] == ["lock"]


def test_where_it_is_not_installed_the_next_step_is_told(
    large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "pieces", list)
    with pytest.raises(EngineError, match=r"not installed.*\./run large"):
        large.closer(TALK, [Stretch(0, 0)])


def test_a_missing_package_is_no_base(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PACKAGES", ("numpy", "no-such-package"))
    assert base.pieces() == []
    assert not base.installed()


def test_distances_are_coarser_the_farther() -> None:
    found = buckets(300)
    assert [found[0, k] for k in (0, 1, 7, 8, 150, 299)] == [0, 17, 23, 24, 31, 31]
    assert [found[k, 0] for k in (1, 7, 8, 150, 299)] == [1, 7, 8, 15, 15]


# --- as the reader has it -----------------------------------------------------------------------------------


def test_the_setting_chooses_and_names_the_reader(tmp_path: Path) -> None:
    from manymentors.environment import large_of

    assert large_of({}, tmp_path) is large_of({"MANYMENTORS_READER": "small"}, tmp_path) is None
    assert large_of({"MANYMENTORS_READER": "large"}, tmp_path) == tmp_path / "large"
    with pytest.raises(SettingsError, match="small or large, not huge"):
        large_of({"MANYMENTORS_READER": "huge"}, tmp_path)
    assert (Reader().name, Reader(together=tmp_path).name) == (
        "listener 5",
        "large listener 2 with listener 5",
    )
    assert not list(tmp_path.iterdir())


def test_where_it_is_wanted_and_cannot_listen_nothing_else_reads_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("manymentors.facts.reader.find_spec", lambda name: None)
    with pytest.raises(EngineError, match="pip install onnxruntime"):
        read(INTERVIEW, reader=Reader(together=tmp_path))


@pytest.mark.slow
def test_a_transcript_is_read_with_the_real_one(tmp_path: Path) -> None:
    if not base.installed():
        pytest.skip("wants the group `large`")
    reader = Reader(together=tmp_path)
    reading = read(INTERVIEW, reader=reader)
    assert reading.reader == "large listener 2 with listener 5"
    kinds = {m.kind for m in reading.milestones if "founded Quiet Software" in m.quote.text}
    assert kinds == {"founding"}
    assert {m.quote.text for m in reading.milestones} <= {
        INTERVIEW.text[m.quote.start : m.quote.end] for m in reading.milestones
    }
    assert "The Mythical Man-Month" in {e.name for e in reading.endorsements}


def test_the_command_puts_it_together_and_says_how_to_use_it(
    large: Large, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANYMENTORS_HOME", str(tmp_path))
    monkeypatch.setattr(listen, "graph", lambda whole, change: b"the model")
    monkeypatch.setattr(listen, "opened", lambda model: None)
    shipped.cache_clear()
    answer = CliRunner().invoke(mentors, ["large"])
    assert answer.exit_code == 0, answer.output
    assert "is ready" in answer.output
    assert "MANYMENTORS_READER=large" in answer.output
    again = json.loads(CliRunner().invoke(mentors, ["large", "--json"]).stdout)
    assert (again["made"], again["in_use"]) == (False, False)
    assert Path(again["model"]).stat().st_size == again["bytes"]
    shipped.cache_clear()


@pytest.mark.slow
def test_a_worker_says_at_once_that_it_is_not_installed(tmp_path: Path) -> None:
    """By the command, in a process that does not find the packages."""
    found = "import importlib.metadata as m; real = m.distribution; m.distribution = lambda name: real(name.replace('mpnet', 'no'))"
    run = f"{found}; import sys; sys.argv = ['mentors', 'worker']; from manymentors.cli.main import main; main()"
    environ = {**os.environ, "MANYMENTORS_HOME": str(tmp_path), "MANYMENTORS_READER": "large"}
    environ.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", run], env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "not installed. Install it: ./run large" in done.stderr
    assert "Traceback" not in done.stderr
