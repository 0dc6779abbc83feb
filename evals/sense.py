"""Trains the slower embedder that Ask hears advice with: a question is to lie near the advice that answers it.

    python evals/sense.py --base MODEL_FOLDER --out out/sense --fold 0        (1, 2, and all)

MODEL_FOLDER as for `tag.py`, and the same environment. One thread, bfloat16; on a quiet core 12 minutes for a fold, 18 for all.

Each annotated nugget (its quote, what was said before it, or both) is set beside a text that asks for it: one of three
questions that we wrote for its skill (`questions.tsv`: invented, without looking at the questions on which Ask is measured), the
annotator's line for it, or the skill's name. In batches of 64 each is to find its own among all, and the others of its skill
(contrastive loss in both directions, many right ones: Khosla et al. 2020). The vectors of words stay as they are. What is shipped is
three parts of the trained weights and two of the base's (Wortsman et al. 2022): better on people who were not heard in training.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import torch
from corpus import Episode, episodes
from lessons import base_tokenizer
from safetensors.torch import load_file
from tag import LAYERS, Layer, norm
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from manymentors.crowd.answers import said_before

QUESTIONS = Path(__file__).parent / "questions.tsv"
EPOCHS, BATCH, TOGETHER = 6, 64, 3
RATE, TEMPERATURE, DROP = 1.5e-4, 0.05, 0.1
SHARE_TRAINED = 0.6
LONGEST_ASKED, LONGEST_TOLD = 64, 160
SHARE_QUESTION, SHARE_LINE = 0.6, 0.25
SHARE_QUOTE, SHARE_BEFORE = 0.45, 0.25
BY_NAME = ("How do I get better at {}?", "{}", "What helps with {}?", "I want to learn about {}.")


@dataclass(frozen=True)
class Advice:
    quote: str
    before: str
    line: str
    skill: str


class Encoder(nn.Module):
    """Token ids → the states of the last layer, as the base model has them."""

    def __init__(self, base: dict[str, torch.Tensor]) -> None:
        super().__init__()
        self.word = nn.Parameter(
            base["embeddings.word_embeddings.weight"].clone().float(), requires_grad=False
        )
        place = (
            base["embeddings.position_embeddings.weight"] + base["embeddings.token_type_embeddings.weight"][0]
        )
        self.place = nn.Parameter(place.clone(), requires_grad=False)
        self.first = norm(base, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(base, at) for at in range(LAYERS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        bias = (1 - attention_mask.float())[:, None, None, :] * -1e4
        states = self.first(self.word[input_ids] + self.place[: input_ids.shape[1]])
        for layer in self.layers:
            states = layer(states, bias, DROP)
        return states


def vectors(net: Encoder, tokenizer: Tokenizer, texts: list[str], longest: int) -> torch.Tensor:
    """A row of length 1 for each text: the mean of its tokens' states."""
    rows = [shorter(found.ids, longest) for found in tokenizer.encode_batch(texts)]
    ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    mask = torch.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row)], mask[at, : len(row)] = torch.tensor(row), 1
    states = net(ids, mask)
    return functional.normalize(
        ((states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)).float(), dim=-1
    )


def shorter(ids: list[int], longest: int) -> list[int]:
    return ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]


def advice(learned: list[Episode]) -> list[Advice]:
    """The annotated nuggets of these interviews."""
    found = []
    for episode in learned:
        for nugget, span in zip(episode.gold["nuggets"], episode.spans["nuggets"], strict=True):
            before = said_before(episode.document.text, span[0]) if span else ""
            found.append(Advice(nugget["quote"], before, nugget["gist"], nugget["skill"]))
    return found


def questions() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        skill, question = line.split("\t")
        found[skill].append(question)
    return found


def asked(one: Advice, by_skill: dict[str, list[str]], chance: random.Random) -> str:
    share = chance.random()
    if share < SHARE_QUESTION and by_skill.get(one.skill):
        return chance.choice(by_skill[one.skill])
    if share < SHARE_QUESTION + SHARE_LINE:
        return one.line
    return chance.choice(BY_NAME).format(one.skill)


def told(one: Advice, chance: random.Random) -> str:
    share = chance.random()
    if share < SHARE_QUOTE or not one.before:
        return one.quote
    return one.before if share < SHARE_QUOTE + SHARE_BEFORE else f"{one.before} {one.quote}"


def batches(found: list[Advice], chance: random.Random) -> list[list[Advice]]:
    """Up to three of a skill beside each other, else in any order."""
    of_skill: dict[str, list[Advice]] = defaultdict(list)
    for one in found:
        of_skill[one.skill].append(one)
    groups: list[list[Advice]] = []
    for some in of_skill.values():
        chance.shuffle(some)
        groups += [some[at : at + TOGETHER] for at in range(0, len(some), TOGETHER)]
    chance.shuffle(groups)
    flat = [one for group in groups for one in group]
    cut = [flat[at : at + BATCH] for at in range(0, len(flat), BATCH)]
    return [batch for batch in cut if len(batch) > BATCH // 8]


def train(net: Encoder, tokenizer: Tokenizer, found: list[Advice], seed: int, epochs: int) -> None:
    chance, by_skill = random.Random(seed), questions()
    weights = [weight for weight in net.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=RATE, weight_decay=0.01)
    order = [batch for _ in range(epochs) for batch in batches(found, chance)]
    net.train()
    began = time.time()
    for step, batch in enumerate(order):
        rate = RATE * min(1, 10 * (step + 1) / len(order)) * max(0.02, 1 - step / len(order))
        for group in optimiser.param_groups:
            group["lr"] = rate
        with torch.autocast("cpu", dtype=torch.bfloat16):
            left = vectors(net, tokenizer, [asked(one, by_skill, chance) for one in batch], LONGEST_ASKED)
            right = vectors(net, tokenizer, [told(one, chance) for one in batch], LONGEST_TOLD)
        loss = contrast(left @ right.T / TEMPERATURE, [one.skill for one in batch])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        if step % 20 == 0:
            print(
                f"{step}/{len(order)} loss {float(loss.detach()):.3f} {time.time() - began:.0f} s", flush=True
            )


def blend(net: Encoder, base: Encoder) -> None:
    """Move the weights back towards the base's."""
    with torch.no_grad():
        for trained, before in zip(net.parameters(), base.parameters(), strict=True):
            trained.lerp_(before, 1 - SHARE_TRAINED)


def contrast(likeness: torch.Tensor, skills: list[str]) -> torch.Tensor:
    """Its own counts twice what another of the same skill does."""
    right = torch.tensor([[one == other for other in skills] for one in skills]).float()
    right += torch.eye(len(skills))
    right /= right.sum(1, keepdim=True)
    both = (likeness.log_softmax(1) + likeness.T.log_softmax(1)) / 2
    return -(right * both).sum(1).mean()


def export(net: Encoder, out: Path) -> None:
    """Write model.onnx (int8): input_ids, attention_mask → last_hidden_state."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    net.eval()
    full, axes = out / "full.onnx", {0: "rows", 1: "tokens"}
    names = ["input_ids", "attention_mask"]
    torch.onnx.export(
        net, (torch.ones(2, 40, dtype=torch.long), torch.ones(2, 40, dtype=torch.long)), str(full), input_names=names,
        output_names=["last_hidden_state"], dynamic_axes=dict.fromkeys((*names, "last_hidden_state"), axes), opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(str(full), str(out / "model.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    full.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("out/sense"))
    parser.add_argument("--fold", default="all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    began = time.time()
    weights = load_file(str(args.base / "model.safetensors"))
    net = Encoder(weights)
    all_ = episodes()
    learned = [one for one in all_ if args.fold == "all" or one.fold != int(args.fold)]
    train(net, base_tokenizer(args.base), advice(learned), args.seed, args.epochs)
    blend(net, Encoder(weights))
    export(net, args.out / args.fold)
    torch.save(net.state_dict(), args.out / args.fold / "net.pt")
    names = sorted({one.name for one in all_} - {one.name for one in learned})
    (args.out / args.fold / "left_out.txt").write_text("\n".join(names), encoding="utf-8")
    print(f"sense {args.fold}: {time.time() - began:.0f} s, seed {args.seed}", flush=True)


if __name__ == "__main__":
    main()
