"""What bench/speech asks of a Python that has openai-whisper: the same weights in its form, its encoder's answer, a transcript.

usage: PYTHON bench/openai_side.py convert FOLDER CHECKPOINT   the weights of a CTranslate2 model, as openai-whisper keeps them
       PYTHON bench/openai_side.py encode CHECKPOINT WAV NPZ   the mel frames of the first 30 seconds, and what its encoder makes of them
       PYTHON bench/openai_side.py hear CHECKPOINT WAV         what is said, as a JSON string; one thread, greedy, with times of words

It imports nothing of ours: that Python need not have it. WAV is 16 kHz, one channel.
"""

from __future__ import annotations

import json
import struct
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import torch
import whisper

KINDS = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
PARTS = {
    "self_attention/layer_norm": "attn_ln",
    "attention/layer_norm": "cross_attn_ln",
    "attention/linear_0": "cross_attn.query",
    "attention/linear_2": "cross_attn.out",
    "self_attention/linear_1": "attn.out",
    "ffn/layer_norm": "mlp_ln",
    "ffn/linear_0": "mlp.0",
    "ffn/linear_1": "mlp.2",
}
"""What CTranslate2 calls a part of a layer → what openai-whisper calls it. Queries, keys and values stand together there."""


def convert(folder: Path, checkpoint: Path) -> None:
    told = variables((folder / "model.bin").read_bytes())
    config = json.loads((folder / "config.json").read_text())
    layers = {
        side: 1 + max(int(name.split("/")[1].removeprefix("layer_")) for name in told if name.startswith(f"{side}/layer_") and name[len(side) + 7].isdigit())
        for side in ("encoder", "decoder")
    }  # fmt: skip
    state: dict[str, Any] = {}
    for name, array in told.items():
        side, _, rest = name.partition("/")
        if array.dtype != np.float16:
            assert array.dtype != np.int8 or array.ndim == 0, f"{name} is quantised"
            continue
        first, _, part = rest.partition("/")
        tensor = torch.from_numpy(array.astype(np.float32))
        ending = {"gamma": "weight", "beta": "bias"}.get(name.rsplit("/", 1)[-1], name.rsplit("/", 1)[-1])
        if first.startswith("layer_") and first != "layer_norm":
            into(
                state, f"{side}.blocks.{first.removeprefix('layer_')}", part.rsplit("/", 1)[0], ending, tensor
            )
        elif first == "layer_norm":
            state[f"{side}.{'ln_post' if side == 'encoder' else 'ln'}.{ending}"] = tensor
        elif first == "embeddings":
            state["decoder.token_embedding.weight"] = tensor
        elif first == "position_encodings":
            state[f"{side}.positional_embedding"] = tensor
        else:
            state[f"{side}.{first}.{ending}"] = tensor
    width = told["encoder/conv1/weight"].shape[0]
    dims = {
        "n_mels": told["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": told["encoder/position_encodings/encodings"].shape[0],
        "n_audio_state": width,
        "n_audio_head": int(told["encoder/num_heads"]),
        "n_audio_layer": layers["encoder"],
        "n_vocab": told["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": told["decoder/position_encodings/encodings"].shape[0],
        "n_text_state": width,
        "n_text_head": int(told["decoder/num_heads"]),
        "n_text_layer": layers["decoder"],
    }
    model = whisper.model.Whisper(whisper.model.ModelDimensions(**dims))
    model.load_state_dict(state, strict=True)  # each name and each shape
    torch.save({"dims": dims, "model_state_dict": state, "heads": config["alignment_heads"]}, checkpoint)


def into(state: dict[str, Any], block: str, part: str, ending: str, tensor: Any) -> None:
    """A part of a layer; what stands together is taken apart. Keys have no bias: theirs is a row of noughts there."""
    together = {"self_attention/linear_0": ("attn.query", "attn.key", "attn.value"), "attention/linear_1": ("cross_attn.key", "cross_attn.value")}  # fmt: skip
    if part not in together:
        state[f"{block}.{PARTS[part]}.{ending}"] = tensor
        return
    for name, one in zip(together[part], tensor.chunk(len(together[part])), strict=True):
        if name.endswith("key") and ending == "bias":
            assert not one.any(), "a key has a bias, which openai-whisper has no room for"
        else:
            state[f"{block}.{name}.{ending}"] = one.clone()


def variables(data: bytes) -> dict[str, Any]:
    """The arrays of a model of CTranslate2, version 6 of its format."""
    at = 0

    def take(form: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(f"<{form}", data, at)
        at += struct.calcsize(form)
        return int(value)

    def text() -> str:
        nonlocal at
        length = take("H")
        at += length
        return data[at - length : at].rstrip(b"\0").decode()

    version, spec, _revision = take("I"), text(), take("I")
    assert (version, spec) == (6, "WhisperSpec"), f"{spec} of version {version} is not known here"
    out = {}
    for _ in range(take("I")):
        name = text()
        shape = [take("I") for _ in range(take("B"))]
        kind = np.dtype(KINDS[take("B")])
        size = take("I")
        out[name] = np.frombuffer(data, kind, size // kind.itemsize, at).reshape(shape)
        at += size
    return out


def loaded(checkpoint: Path) -> Any:
    torch.set_num_threads(1)
    kept = torch.load(checkpoint, weights_only=True)
    model = whisper.model.Whisper(whisper.model.ModelDimensions(**kept["dims"]))
    model.load_state_dict(kept["model_state_dict"])
    heads = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
    for layer, head in kept["heads"]:
        heads[layer, head] = True
    model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model.eval()


def sound(path: Path) -> Any:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (16_000, 1)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32_768


def encode(checkpoint: Path, path: Path, out: Path) -> None:
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(sound(path)))
    with torch.no_grad():
        np.savez(out, mel=mel.numpy(), made=loaded(checkpoint).encoder(mel[None])[0].numpy())


def hear(checkpoint: Path, path: Path) -> None:
    told = loaded(checkpoint).transcribe(
        sound(path), language="en", temperature=0.0, fp16=False, word_timestamps=True, condition_on_previous_text=False
    )  # fmt: skip
    print(json.dumps(told["text"].strip()))


if __name__ == "__main__":
    verb, *given = sys.argv[1:]
    {"convert": convert, "encode": encode, "hear": hear}[verb](*map(Path, given))
