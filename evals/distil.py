"""Makes the small sentence embedder that we ship: all-MiniLM-L6-v2 in, one vector per vocabulary token out.

    python evals/distil.py make --base MODEL_FOLDER --wordnet FOLDER --jargon jargon.dict.dz --out src/manymentors/engines/weights
    python evals/distil.py figures --base MODEL_FOLDER [--wordllama]

MODEL_FOLDER holds `model.onnx` and `tokenizer.json` of all-MiniLM-L6-v2 (Apache-2.0). The text it learns on is WordNet's glosses and
examples (Debian's wordnet-base), the Jargon File (Debian's dict-jargon, public domain) and career lines written by us
(`distil_phrases.py`). Besides what the product needs, this wants onnxruntime, scipy and torch (none of which the product does).

Every token goes through the base model by itself; the vectors are turned to the main axes of the base model's sentence vectors and
weighted by how rare the token is (the manner of model2vec, after SIF). Then they are moved as little as needed for the mean of a
sentence's tokens to come near the base model's vector of that sentence (the manner of tokenlearn; a ridge regression), and at last
sharpened by descent, so that a text is told from a thousand others as the base model tells it. One thread and fixed seeds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).parent))

Matrix = NDArray[np.float32]
ROOT = Path(__file__).resolve().parent.parent
SEED = 20
DIMENSIONS = 256


# --- text --------------------------------------------------------------------------------------------------


def wordnet_lines(folder: Path) -> Iterator[str]:
    """Each synset's words with its gloss, its gloss alone, and each of its examples."""
    for name in ("data.noun", "data.verb", "data.adj", "data.adv"):
        for line in (folder / name).read_text(encoding="latin-1").splitlines():
            if line.startswith(" "):
                continue
            head, _, gloss = line.partition(" | ")
            fields = head.split(" ")
            words = [fields[4 + 2 * k].replace("_", " ") for k in range(int(fields[3], 16))]
            meaning = re.sub(r";?\s*\"[^\"]*\"", "", gloss).strip(" ;")
            yield ", ".join(words)
            yield f"{words[0]}: {meaning}"
            yield meaning
            yield from re.findall(r"\"([^\"]+)\"", gloss)


def jargon_lines(file: Path) -> Iterator[str]:
    text = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
    for paragraph in re.split(r"\n\s*\n", text):
        yield from re.split(r"(?<=[.!?])\s+", re.sub(r"\s+", " ", paragraph).strip())


def learning_text(wordnet: Path, jargon: Path, own: int) -> list[str]:
    from distil_phrases import phrases

    lines = [*wordnet_lines(wordnet), *jargon_lines(jargon), *phrases(own, SEED)]
    return sorted({line for line in lines if 3 <= len(line) <= 400})


# --- the base model ----------------------------------------------------------------------------------------


def base_model(folder: Path) -> Callable[[Sequence[str]], Matrix]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    wanted = [i.name for i in session.get_inputs()]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)

    def embed(texts: Sequence[str]) -> Matrix:
        encoded = [e.ids for e in tokenizer.encode_batch(list(texts))]
        out = np.zeros((len(encoded), 384), np.float32)
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
        began = time.monotonic()
        for at in range(0, len(order), 64):
            batch = order[at : at + 64]
            ids = np.zeros((len(batch), len(encoded[batch[-1]])), np.int64)
            mask = np.zeros_like(ids)
            for row, i in enumerate(batch):
                ids[row, : len(encoded[i])], mask[row, : len(encoded[i])] = encoded[i], 1
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            hidden = session.run(None, {name: given[name] for name in wanted})[0]
            vectors = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
            out[batch] = unit(vectors)
            if at % 64_000 == 0 and at:
                print(f"  {at:,} of {len(order):,} texts, {time.monotonic() - began:.0f} s", flush=True)
        return out

    return embed


def unit(rows: Matrix) -> Matrix:
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)


# --- the distilling ----------------------------------------------------------------------------------------


def token_vectors(embed: Callable[[Sequence[str]], Matrix], tokenizer: Tokenizer) -> Matrix:
    """Each token of the vocabulary through the base model alone; a piece within a word goes without its marks."""
    tokens = [tokenizer.id_to_token(i) for i in range(tokenizer.get_vocab_size())]
    return embed([t.removeprefix("##") for t in tokens])


def bags(tokenizer: Tokenizer, texts: Sequence[str]):  # type: ignore[no-untyped-def]  # scipy ships no types
    """One row a text: the share of each token in it."""
    from scipy.sparse import csr_matrix

    ids = [e.ids for e in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
    ends = np.cumsum([0, *map(len, ids)])
    flat = np.fromiter((i for row in ids for i in row), np.int64, int(ends[-1]))
    share = np.concatenate([np.full(len(row), 1 / len(row), np.float32) for row in ids if row])
    return csr_matrix((share, flat, ends), shape=(len(ids), tokenizer.get_vocab_size()))


def ridge(x, y: Matrix, start: Matrix, pull: float, rounds: int) -> Matrix:  # type: ignore[no-untyped-def]
    """The vectors near `start` whose bags `x` come near `y`; `pull` says how dear it is to leave `start`."""
    xt = x.T.tocsr()
    moved = np.zeros_like(start)
    rest = xt @ (y - x @ start)
    way, size = rest.copy(), (rest * rest).sum(0)
    for _ in range(rounds):
        reach = xt @ (x @ way) + pull * way
        step = size / np.maximum((way * reach).sum(0), 1e-12)
        moved += step * way
        rest -= step * reach
        size, before = (rest * rest).sum(0), size
        way = rest + (size / np.maximum(before, 1e-12)) * way
    return start + moved


def rareness(count: int, common: float = 1e-3) -> Matrix:
    """SIF weights from the rank of a token alone: the vocabulary is sorted by how common its tokens are (zipf)."""
    share = 1 / np.arange(2, count + 2)
    share /= share.sum()
    return (common / (common + share)).astype(np.float32)[:, None]


def make(args: argparse.Namespace) -> None:
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    lines = learning_text(args.wordnet, args.jargon, args.own)
    print(f"{len(lines):,} lines to learn from")
    kept = args.cache / "teacher.npz" if args.cache else None
    if kept and kept.exists():
        stored = np.load(kept)
        tokens, sentences = stored["tokens"], stored["sentences"].astype(np.float32)
    else:
        embed = base_model(args.base)
        tokens, sentences = token_vectors(embed, tokenizer), embed(lines)
        if kept:
            np.savez(kept, tokens=tokens, sentences=sentences.astype(np.float16))
    assert len(sentences) == len(lines), "the cache is of other text: remove it"
    axes = np.linalg.eigh(sentences.T @ sentences)[1][:, ::-1][:, :DIMENSIONS].astype(np.float32)
    start = tokens @ axes * rareness(len(tokens))
    near = ridge(bags(tokenizer, lines), sentences @ axes, start, args.pull, args.rounds)
    print("near the base model; now sharpened", flush=True)
    sharp = near * rareness(len(near), 1e-5)
    sharp = sharpen(sharp / np.linalg.norm(sharp, axis=1).mean(), tokenizer, lines, sentences, axes, args)
    vectors = blend(sharp, near, bags(tokenizer, lines[::50]))
    save(args.out, vectors, tokenizer)


def blend(sharp: Matrix, near: Matrix, some) -> Matrix:  # type: ignore[no-untyped-def]
    """Two parts sharp, one part near: sharp alone finds passages best, near alone tells best whether two steps are of one sort."""
    size = [np.sqrt(((some @ vectors) ** 2).sum(1).mean()) for vectors in (sharp, near)]
    out: Matrix = sharp / size[0] + 0.5 * near / size[1]
    return out


def sharpen(
    vectors: Matrix,
    tokenizer: Tokenizer,
    lines: list[str],
    sentences: Matrix,
    axes: Matrix,
    args: argparse.Namespace,
) -> Matrix:
    """Learn to tell texts apart as the base model does, 1,024 at a time: each line, said with fillers in it or not, shall be nearest to
    its own vector of the base model, and near to the other lines in the same proportions."""
    import torch
    from distil_phrases import spoken
    from torch.nn import functional

    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    dice = random.Random(SEED)
    said = [spoken(line, dice) if dice.random() < args.spoken else line for line in lines]
    ids = [e.ids for e in tokenizer.encode_batch(said, add_special_tokens=False)]
    weights, turn = torch.nn.Parameter(torch.tensor(vectors)), torch.tensor(axes)
    adam = torch.optim.Adam([weights], lr=RATE)
    steps, done, began = args.epochs * (len(lines) // 1024), 0, time.monotonic()
    for epoch in range(args.epochs):
        mixed = np.random.RandomState(epoch).permutation(len(lines))
        for at in range(0, len(lines) - 1023, 1024):
            batch = [i for i in mixed[at : at + 1024] if ids[i]]
            flat = torch.tensor([token for i in batch for token in ids[i]])
            starts = torch.tensor(np.cumsum([0, *(len(ids[i]) for i in batch)])[:-1])
            mine = functional.normalize(functional.embedding_bag(flat, weights, starts, mode="mean"), dim=1)
            base = torch.tensor(sentences[batch])
            goal = functional.normalize(base @ turn, dim=1)
            itself = torch.eye(len(batch), dtype=torch.bool)
            shares = torch.softmax((base @ base.T / 0.1).masked_fill(itself, -1e4), 1)
            others = (
                -(shares * torch.log_softmax((mine @ mine.T / 0.1).masked_fill(itself, -1e4), 1))
                .sum(1)
                .mean()
            )
            own = functional.cross_entropy(mine @ goal.T / 0.05, torch.arange(len(batch)))
            loss = own + others + 10 * (1 - (mine * goal).sum(1)).mean()
            adam.param_groups[0]["lr"] = RATE * (1 - done / steps)
            adam.zero_grad()
            loss.backward()
            adam.step()
            done += 1
            if done % 100 == 0:
                print(f"  {done} of {steps}: {loss.item():.3f}, {time.monotonic() - began:.0f} s", flush=True)
    out: Matrix = weights.detach().numpy()
    return out


RATE = 2e-3


def save(folder: Path, vectors: Matrix, tokenizer: Tokenizer) -> None:
    """Whole numbers from -127 to 127 with one scale a row; the tokenizer without padding, truncation and special tokens."""
    folder.mkdir(parents=True, exist_ok=True)
    scale = np.abs(vectors).max(1) / 127
    codes = np.round(vectors / np.maximum(scale, 1e-12)[:, None]).astype(np.int8)
    np.savez_compressed(folder / "static.npz", codes=codes, scale=scale.astype(np.float32))
    plain = json.loads(tokenizer.to_str())
    plain["post_processor"] = None
    (folder / "tokenizer.json").write_text(
        json.dumps(plain, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    print({file.name: f"{file.stat().st_size:,} bytes" for file in sorted(folder.iterdir())})


# --- figures -----------------------------------------------------------------------------------------------


def retrieval(
    embed: Callable[[Sequence[str]], Matrix], asked: Sequence[str], held: Sequence[str]
) -> dict[str, float]:
    """How high the text of the same place stands among all `held`."""
    scores = embed(asked) @ embed(held).T
    rank = (scores > np.diag(scores)[:, None]).sum(1) + 1
    return {
        "R@1": float((rank == 1).mean()),
        "R@10": float((rank <= 10).mean()),
        "MRR": float((1 / rank).mean()),
    }


def figures(args: argparse.Namespace) -> None:
    gold = [json.loads(f.read_text()) for f in sorted((args.shared / "eval" / "gold").glob("*.json"))]
    nuggets = [(n["gist"], n["quote"]) for g in gold for n in g["nuggets"]]
    milestones = [(m["what"], m["quote"]) for g in gold for m in g["milestones"]]
    engines: dict[str, Callable[[Sequence[str]], Matrix]] = {}
    if args.weights:
        sys.path.insert(0, str(ROOT / "src"))
        from manymentors.engines.embedding import load_static

        for folder in args.weights:
            engines[f"static {folder.name}"] = load_static(folder)
    if args.base:
        engines["MiniLM int8"] = base_model(args.base)
    if args.wordllama:
        import wordllama

        model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
        engines["WordLlama 256"] = lambda texts: unit(model.embed(list(texts)))
    for name, embed in engines.items():
        began = time.process_time()
        embed([quote for _, quote in nuggets])
        speed = len(nuggets) / (time.process_time() - began)
        for task, cases in (("nugget gist → quote", nuggets), ("milestone what → quote", milestones)):
            got = retrieval(embed, *zip(*cases, strict=True))
            print(
                f"{name:20} {task:24} n={len(cases)} "
                + " ".join(f"{k} {v:.3f}" for k, v in got.items())
                + f"  {speed:,.0f} texts/s"
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(required=True)
    one = verbs.add_parser("make")
    one.add_argument("--base", type=Path, required=True)
    one.add_argument("--wordnet", type=Path, required=True)
    one.add_argument("--jargon", type=Path, required=True)
    one.add_argument("--out", type=Path, default=ROOT / "src" / "manymentors" / "engines" / "weights")
    one.add_argument("--own", type=int, default=60_000)
    one.add_argument("--pull", type=float, default=1.0)
    one.add_argument("--rounds", type=int, default=60)
    one.add_argument(
        "--spoken", type=float, default=0.5, help="the share of lines that are said with fillers strewn in"
    )
    one.add_argument("--epochs", type=int, default=3)
    one.add_argument("--cache", type=Path)
    one.set_defaults(run=make)
    two = verbs.add_parser("figures")
    two.add_argument("--base", type=Path)
    two.add_argument(
        "--weights", type=Path, nargs="*", default=[ROOT / "src" / "manymentors" / "engines" / "weights"]
    )
    two.add_argument("--wordllama", action="store_true")
    two.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    two.set_defaults(run=figures)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
