"""Sound out of files: by the stretch, cut where nobody speaks, from wherever an earlier run stopped."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.audio.decode import Stretch, can_decode, length_of, quietest, stretches
from manymentors.errors import BrokenFile, EngineError, NothingThere
from manymentors.shapes import RATE
from tests.audio.sound import packed, silence, tone, wav

TALK = np.concatenate([tone(9), silence(0.5), tone(7), silence(0.6), tone(4), silence(1), tone(3)])


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.wav"
    path.write_bytes(wav(TALK))
    return path


def seconds(pieces: list[Stretch]) -> list[float]:
    return [round(piece.end / RATE, 1) for piece in pieces]


def test_a_file_is_cut_where_it_is_quietest_and_nothing_is_lost(talk: Path) -> None:
    pieces = list(stretches(talk, seconds=10))
    assert seconds(pieces) == pytest.approx([9.2, 16.8, 25.1], abs=0.2)
    assert [piece.last for piece in pieces] == [False, False, True]
    assert np.array_equal(np.concatenate([piece.samples for piece in pieces]), TALK)


def test_it_goes_on_from_any_cut_with_the_same_stretches(talk: Path) -> None:
    first, *rest = stretches(talk, seconds=10)
    again = list(stretches(talk, first.end, seconds=10))
    assert [(a.start, a.last, a.samples.tobytes()) for a in again] == [
        (b.start, b.last, b.samples.tobytes()) for b in rest
    ]
    end = list(stretches(talk, len(TALK), seconds=10))
    assert [(piece.start, len(piece.samples), piece.last) for piece in end] == [(len(TALK), 0, True)]


@pytest.mark.parametrize(
    ("format", "codec", "rate"),
    [("mp3", "libmp3lame", 44100), ("adts", "aac", 48000), ("ogg", "libopus", 48000)],
)
def test_other_forms_are_taken_and_resampled(tmp_path: Path, format: str, codec: str, rate: int) -> None:
    path = tmp_path / "a file without a suffix"
    path.write_bytes(packed(tone(3, rate=rate), format, codec, rate))
    (piece,) = stretches(path)
    assert abs(len(piece.samples) / RATE - 3) < 0.1
    assert 3000 < np.abs(piece.samples[RATE : 2 * RATE].astype(int)).mean() < 7000
    assert abs((length_of(path) or 0) - 3) < 0.2


def test_a_rate_that_changes_within_the_file_is_followed(tmp_path: Path) -> None:
    """Hosts put advertisements in as they are."""
    path = tmp_path / "a.mp3"
    slow, fast = (packed(tone(2, rate=rate), "mp3", "libmp3lame", rate) for rate in (22050, 44100))
    path.write_bytes(fast + slow + fast)
    (piece,) = stretches(path)
    assert abs(len(piece.samples) / RATE - 6) < 0.3


def test_a_broken_spot_is_left_out_and_a_file_that_breaks_off_ends_there(tmp_path: Path) -> None:
    whole = packed(tone(6, rate=44100), "mp3", "libmp3lame", 44100)
    path = tmp_path / "a.mp3"
    broken = bytearray(whole)
    broken[20_000:20_400] = bytes(i * 37 % 256 for i in range(400))
    path.write_bytes(bytes(broken))
    assert 5 < sum(len(piece.samples) for piece in stretches(path)) / RATE < 6.2
    path.write_bytes(whole[: len(whole) // 2])
    assert 2.5 < sum(len(piece.samples) for piece in stretches(path)) / RATE < 3.5


def test_the_quietest_moment_of_a_short_sound_is_its_end() -> None:
    assert quietest(tone(0.1)) == int(0.1 * RATE)
    assert quietest(np.concatenate([tone(1), silence(0.4), tone(1)])) == pytest.approx(
        1.2 * RATE, abs=RATE / 10
    )


@pytest.mark.parametrize("data", [b"", b"<html>", b"ID3" + bytes(5000), wav(silence(0))])
def test_what_holds_no_sound_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(data)
    for look in (length_of, lambda path: list(stretches(path))):
        with pytest.raises(BrokenFile, match=r"“a\.mp3” holds no sound"):
            look(path)


def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    import av

    path = tmp_path / "film.mkv"
    container: Any = av.open(str(path), "w")
    stream = container.add_stream("mpeg4", rate=5)
    stream.width, stream.height, stream.pix_fmt = 16, 16, "yuv420p"
    for made in (*stream.encode(av.VideoFrame(16, 16, "yuv420p")), *stream.encode(None)):
        container.mux(made)
    container.close()
    with pytest.raises(BrokenFile, match="no sound"):
        length_of(path)


def test_a_playlist_cannot_make_us_open_other_files(tmp_path: Path, talk: Path) -> None:
    for name, text in {
        "a.m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{talk}\n#EXT-X-ENDLIST\n",
        "a.txt": f"ffconcat version 1.0\nfile '{talk}'\n",
    }.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(BrokenFile):
            length_of(tmp_path / name)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NothingThere, match="cannot be read"):
        length_of(tmp_path / "nothing.mp3")


def test_without_the_extra_the_next_step_is_told(monkeypatch: pytest.MonkeyPatch, talk: Path) -> None:
    assert can_decode()
    known = builtins.__import__

    def without(name: str, *args: Any, **told: Any) -> Any:
        if name == "av":
            raise ImportError(name)
        return known(name, *args, **told)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EngineError, match=r"pip install 'manymentors\[speech\]'"):
        length_of(talk)


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"ID3", b"OggS", b"fLaC", b"RIFF\0\0\0\0WAVE", b"\xff\xfb\x90\x00"]),
)
def test_any_bytes_are_sound_or_are_refused(data: bytes, opening: bytes) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile() as file:
        file.write(opening + data)
        file.flush()
        try:
            list(stretches(Path(file.name)))
            length_of(Path(file.name))
        except BrokenFile:
            pass
