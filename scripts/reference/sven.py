"""SVEN's losses, their gradients for the prefix in every layer, a short training, and the tokens
that follow a prompt with each control, computed by PyTorch with the tiny CodeGen that causal.py
makes. crates/seccoder-lm/tests/sven.rs compares ours.

    python scripts/reference/sven.py crates/seccoder-lm/tests/tiny

Made with Python 3.11, torch 2.15.0, transformers 5.23.0, safetensors 0.8.0. Seeds are fixed.

Writes into the folder sven/
- published/: a random prefix in the form in which SVEN's authors publish theirs,
- expected.json: samples, losses, a training's losses and the greedy tokens,
- reference.safetensors: the gradient of the total loss for every tensor of the prefix
  ("gradient.CONTROL.LAYER.PART"), and the prefix at the end of the training
  ("trained.CONTROL.LAYER.PART").
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import CodeGenForCausalLM, DynamicCache

LENGTH = 3
CONTROLS = ("sec", "vul")
RATIOS = {"lm": 1.0, "contrastive": 4.0, "kl": 1.6}
GREEDY_TOKENS = 12
STEPS = 6
RATE = 0.01


class Prefix:
    """The flat list of a published checkpoint: control, layer, key and value."""

    def __init__(self, config, make):
        self.layers = config.n_layer
        shape = (config.n_head, LENGTH, config.n_embd // config.n_head)
        count = len(CONTROLS) * self.layers * 2
        self.tensors = [make(shape).requires_grad_(True) for _ in range(count)]

    def cache(self, control):
        past = DynamicCache()
        for layer in range(self.layers):
            at = (CONTROLS.index(control) * self.layers + layer) * 2
            key, value = self.tensors[at : at + 2]
            past.update(key[None], value[None], layer)
        return past

    def named(self, tensors):
        for at, tensor in enumerate(tensors):
            control = CONTROLS[at // (2 * self.layers)]
            yield f"{control}.{at // 2 % self.layers}.{('key', 'value')[at % 2]}", tensor


def predictions(model, tokens, past):
    """Log-probabilities of what may follow each token but the last."""
    logits = model(tokens[None], past_key_values=past, use_cache=True).logits[0, :-1]
    return F.log_softmax(logits, dim=-1)


def losses(model, prefix, sample):
    """The three losses as the paper has them, each times its ratio."""
    tokens = torch.tensor(sample["tokens"])
    changed = torch.tensor(sample["changed"])[1:]
    other = CONTROLS[1 - CONTROLS.index(sample["control"])]
    right = predictions(model, tokens, prefix.cache(sample["control"]))
    wrong = predictions(model, tokens, prefix.cache(other))
    with torch.no_grad():
        plain = predictions(model, tokens, DynamicCache())
    at = torch.arange(len(tokens) - 1)
    right_p, wrong_p = right[at, tokens[1:]].exp(), wrong[at, tokens[1:]].exp()
    lm = -right_p.log()[changed].mean()
    contrastive = -(right_p / (right_p + wrong_p)).log()[changed].mean()
    divergence = sum(
        F.kl_div(log, plain, log_target=True, reduction="none").sum(-1) for log in (right, wrong)
    )
    kl = divergence[~changed].mean()
    return {
        "lm": RATIOS["lm"] * lm,
        "contrastive": RATIOS["contrastive"] * contrastive,
        "kl": RATIOS["kl"] * kl,
    }


def train(model, prefix, sample):
    """SVEN's optimizer with one sample a step: clipping to 1, AdamW whose bias correction stands in
    the step's size and whose decay follows the step, a rate that falls in a line to 0."""
    first = [torch.zeros_like(part) for part in prefix.tensors]
    second = [torch.zeros_like(part) for part in prefix.tensors]
    history = []
    for step in range(STEPS):
        parts = losses(model, prefix, sample)
        history.append({name: part.item() for name, part in parts.items()})
        gradients = torch.autograd.grad(sum(parts.values()), prefix.tensors)
        norm = sum(part.square().sum() for part in gradients).sqrt()
        gradients = [part * min(1.0, 1.0 / (norm.item() + 1e-6)) for part in gradients]
        rate = RATE * (STEPS - step) / STEPS
        size = rate * (1 - 0.999 ** (step + 1)) ** 0.5 / (1 - 0.9 ** (step + 1))
        with torch.no_grad():
            for at, part in enumerate(prefix.tensors):
                first[at].mul_(0.9).add_(gradients[at], alpha=0.1)
                second[at].mul_(0.999).addcmul_(gradients[at], gradients[at], value=0.001)
                part.addcdiv_(first[at], second[at].sqrt().add_(1e-8), value=-size)
                part.mul_(1 - rate * 0.01)
    return history


def greedy(model, prefix, control, prompt):
    """Tokens of highest probability behind a prompt and a control's prefix."""
    past = prefix.cache(control)
    read, tokens = torch.tensor([prompt]), []
    with torch.no_grad():
        for _ in range(GREEDY_TOKENS):
            logits = model(read, past_key_values=past, use_cache=True).logits
            read = logits[:, -1].argmax(-1, keepdim=True)
            tokens.append(read.item())
    return tokens


def main(out):
    folder = out / "sven"
    published = folder / "published"
    published.mkdir(parents=True, exist_ok=True)
    model = CodeGenForCausalLM.from_pretrained(
        out / "codegen", attn_implementation="eager", dtype=torch.float32
    ).eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    generator = torch.Generator().manual_seed(7)
    prefix = Prefix(model.config, lambda shape: torch.randn(shape, generator=generator) * 0.5)

    samples = []
    for control, length in (("sec", 9), ("vul", 12)):
        tokens = torch.randint(0, 250, (length,), generator=generator).tolist()
        changed = [at in (0, 3, 4, 7) for at in range(length)]
        samples.append({"control": control, "tokens": tokens, "changed": changed})

    reference = {}
    for number, sample in enumerate(samples):
        parts = losses(model, prefix, sample)
        sample["losses"] = {name: part.item() for name, part in parts.items()}
        gradients = torch.autograd.grad(sum(parts.values()), prefix.tensors)
        for name, part in prefix.named(gradients):
            reference[f"gradient.{number}.{name}"] = part.contiguous()

    prompt = torch.randint(0, 250, (6,), generator=generator).tolist()
    tokens = {control: greedy(model, prefix, control, prompt) for control in CONTROLS}

    learned = Prefix(model.config, torch.zeros)
    history = train(model, learned, samples[0])
    for name, part in learned.named(learned.tensors):
        reference[f"trained.{name}"] = part.detach().contiguous()

    settings = json.loads((out / "codegen/config.json").read_text())
    settings |= {"n_control": 2, "n_prefix_token": LENGTH, "prefix_dropout": 0.1}
    (published / "config.json").write_text(json.dumps(settings, indent=1) + "\n")
    (published / "lm.txt").write_text("tiny/codegen")
    (published / "step_file.txt").write_text("42\n")
    state = {str(at): part.detach() for at, part in enumerate(prefix.tensors)}
    torch.save(state, published / "pytorch_model.bin")
    save_file(reference, folder / "reference.safetensors")
    expected = {
        "ratios": RATIOS,
        "samples": samples,
        "prompt": prompt,
        "greedy": tokens,
        "training": {"rate": RATE, "length": LENGTH, "losses": history},
    }
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    for file in folder.rglob("*.*"):
        file.chmod(0o644 if file.is_file() else 0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
