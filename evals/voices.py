"""Voices told apart: the encoder taken over and compared with the original; and how often we are right on spliced speech.

usage: python evals/voices.py convert           in a Python with torch, onnx and resemblyzer: writes weights/voice/encoder.onnx
       python evals/voices.py compare           in a Python with torch, librosa, resemblyzer and onnxruntime: ours beside theirs
       python -m evals.voices figures           in ours: frame accuracy on speech of two voices that was spliced together

`figures` takes the talk that bench/speech has read out by Piper (out/speech/talk-6.wav, made by `python -m bench.speech --speak
PYTHON`) and the recordings of people of the test group `speech`. Dialogues are spliced from them at pauses, so that we know who
speaks when; of one voice a second is made by playing it faster or slower. A frame is 10 ms within a word.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
OUT = Path("src/manymentors/engines/weights/voice/encoder.onnx")
Samples = NDArray[np.int16]


def convert() -> None:
    import onnx
    import torch
    from onnx import TensorProto, helper, numpy_helper

    found = importlib.util.find_spec("resemblyzer")
    assert found is not None
    assert found.origin is not None
    told = torch.load(Path(found.origin).parent / "pretrained.pt", map_location="cpu", weights_only=False)
    weights = {name: one.numpy() for name, one in told["model_state"].items()}
    numbers, nodes = [], []

    def put(name: str, array: NDArray[Any]) -> None:
        numbers.append(numpy_helper.from_array(array.astype(np.float16), f"{name}.half"))
        nodes.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))

    def gates(array: NDArray[Any]) -> NDArray[Any]:
        """torch has input, forget, cell, output; ONNX has input, output, forget, cell."""
        first, forget, cell, output = np.split(array, 4)
        return np.concatenate([first, output, forget, cell])

    for name, number in (("one", 1), ("zero", 0)):
        numbers.append(numpy_helper.from_array(np.array([number], np.int64), name))
    nodes.append(helper.make_node("Transpose", ["mels"], ["x0"], perm=[1, 0, 2]))
    for n in range(3):
        put(f"w{n}", gates(weights[f"lstm.weight_ih_l{n}"])[None])
        put(f"r{n}", gates(weights[f"lstm.weight_hh_l{n}"])[None])
        both = [gates(weights[f"lstm.bias_{which}_l{n}"]) for which in ("ih", "hh")]
        put(f"b{n}", np.concatenate(both)[None])
        given = [f"x{n}", f"w{n}", f"r{n}", f"b{n}"]
        nodes.append(helper.make_node("LSTM", given, [f"y{n}", f"h{n}"], hidden_size=256))
        if n < 2:
            nodes.append(helper.make_node("Squeeze", [f"y{n}", "one"], [f"x{n + 1}"]))
    put("lw", weights["linear.weight"].T.copy())
    put("lb", weights["linear.bias"])
    nodes += [
        helper.make_node("Squeeze", ["h2", "zero"], ["last"]),
        helper.make_node("Gemm", ["last", "lw", "lb"], ["raw"]),
        helper.make_node("Relu", ["raw"], ["kept"]),
        helper.make_node("LpNormalization", ["kept"], ["voices"], axis=1, p=2),
    ]
    graph = helper.make_graph(
        nodes,
        "voice",
        [helper.make_tensor_value_info("mels", TensorProto.FLOAT, ["n", 160, 40])],
        [helper.make_tensor_value_info("voices", TensorProto.FLOAT, ["n", 256])],
        numbers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, OUT)
    print(f"wrote {OUT}, {OUT.stat().st_size:,} bytes")


def compare() -> None:
    """Their spectrogram by librosa and their network by torch, beside ours, window by window."""
    import scipy.ndimage
    import torch

    # what its module imports and its encoder does not use
    sys.modules["webrtcvad"] = types.ModuleType("webrtcvad")
    moved: Any = types.ModuleType("scipy.ndimage.morphology")
    moved.binary_dilation = scipy.ndimage.binary_dilation
    sys.modules["scipy.ndimage.morphology"] = moved
    from resemblyzer import VoiceEncoder, audio

    from manymentors.engines.voice import Voices
    from tests.audio.sound import high_voice, low_voice

    theirs, ours = VoiceEncoder("cpu", verbose=False), Voices()
    for name, sound in {"a low buzz": low_voice(8), "a high buzz": high_voice(8)}.items():
        loud = audio.normalize_volume(sound.astype(np.float32) / 32_768, -30, increase_only=True)
        frames = audio.wav_to_mel_spectrogram(loud)
        some = np.stack([frames[at : at + 160] for at in range(0, len(frames) - 159, 50)])
        with torch.no_grad():
            want = theirs(torch.from_numpy(some)).numpy()
        print(f"{name}: {len(want)} windows, least cosine {(want * ours(sound)).sum(axis=1).min():.7f}")


# --- figures --------------------------------------------------------------------------------------------------


def figures() -> None:
    from manymentors.audio.sentences import seams
    from manymentors.audio.voices import Moments, tell_apart
    from manymentors.engines.speech import Whisper
    from manymentors.engines.voice import Voices
    from tests.audio.sound import model

    hear, recognise = Voices(), Whisper(model())
    right_all = 0.0
    cases = dialogues()
    print(f"{'':28} {'seconds':>8} {'turns':>6} {'2nd voice':>10} {'frames right':>13} {'CPU s/s':>8}")
    for name, (sound, truth) in cases.items():
        words = recognise(sound, "en").words
        begun = time.process_time()
        vectors = hear(sound)
        moments = Moments(hear.length / 2 + hear.every * np.arange(len(vectors)), vectors)
        numbers = tell_apart(moments, [(w.start, w.end) for w in words], seams(words), 2)
        took = (time.process_time() - begun) / (len(sound) / RATE)
        right = frames = 0
        for word, number in zip(words, numbers, strict=True):
            mine = truth[
                int(word.start * RATE) : max(int(word.start * RATE) + 160, int(word.end * RATE)) : 160
            ]
            right, frames = right + int((mine == number).sum()), frames + len(mine)
        share = max(right, frames - right) / frames
        right_all += share / len(cases)
        turns = int((np.diff(truth) != 0).sum()) + 1
        print(f"{name:28} {len(sound) / RATE:8.0f} {turns:6} {truth.mean():10.0%} {share:13.3f} {took:8.4f}")
    print(f"{'mean':28} {'':8} {'':6} {'':10} {right_all:13.3f}")


def dialogues() -> dict[str, tuple[Samples, NDArray[np.int8]]]:
    from tests.audio.sound import recording

    chance = np.random.default_rng(3)
    joe = sound_of(Path("out/speech/talk-6.wav"))
    dickens, beckett = sound_of(recording("two_cities")), sound_of(recording("beckett"))
    half = len(joe) // 2

    def other(sound: Samples, semitones: float) -> Samples:
        at = np.arange(0, len(sound) - 1, 2 ** (semitones / 12))
        return np.interp(at, np.arange(len(sound)), sound).astype(np.int16)

    return {
        "Piper and a person": splice(joe[: 60 * RATE], dickens, chance),
        "Piper and itself +4": splice(joe[:half], other(joe[half:], 4), chance),
        "Piper and itself -3": splice(joe[:half], other(joe[half:], -3), chance),
        "Piper and itself +2": splice(joe[:half], other(joe[half:], 2), chance),
        "a person and itself +3": splice(dickens[: 22 * RATE], other(dickens[22 * RATE :], 3), chance),
        "Piper, and a person seldom": splice(joe, dickens, chance, (6, 14), (1, 1)),
        "two people, one seldom": splice(dickens, beckett, chance, (2, 6), (1, 1)),
    }


def sound_of(path: Path) -> Samples:
    from manymentors.audio.decode import stretches

    return np.concatenate([piece.samples for piece in stretches(path)])


def splice(
    one: Samples,
    other: Samples,
    chance: np.random.Generator,
    ones: tuple[int, int] = (1, 3),
    others: tuple[int, int] = (1, 3),
) -> tuple[Samples, NDArray[np.int8]]:
    """By turns, so many pieces at a time."""
    first, second = turns(pieces(one), chance, ones), turns(pieces(other), chance, others)
    sound, truth = [], []
    for pair in zip(first, second, strict=False):
        for who, part in enumerate(pair):
            sound.append(part)
            truth.append(np.full(len(part), who, np.int8))
    return np.concatenate(sound), np.concatenate(truth)


def turns(parts: Sequence[Samples], chance: np.random.Generator, length: tuple[int, int]) -> list[Samples]:
    out, at = [], 0
    while at < len(parts):
        count = int(chance.integers(length[0], length[1] + 1))
        out.append(np.concatenate(parts[at : at + count]))
        at += count
    return out


def pieces(sound: Samples) -> list[Samples]:
    """Cut in the middle of each pause, a second long at least."""
    loud = np.abs(sound.astype(np.float32))[: len(sound) // 160 * 160].reshape(-1, 160).mean(axis=1)
    quiet = np.convolve(loud, np.ones(25) / 25, "same") < 120
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(int)))
    out, start = [], 0
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        cut = int(begin + end) // 2 * 160
        if cut - start >= RATE:
            out.append(sound[start:cut])
            start = cut
    return [*out, sound[start:]]


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", choices=("convert", "compare", "figures"))
    {"convert": convert, "compare": compare, "figures": figures}[asked.parse_args().what]()
