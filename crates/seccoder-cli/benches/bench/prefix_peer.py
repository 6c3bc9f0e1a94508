"""Times the steps of training a SVEN prefix in PyTorch:
python prefix_peer.py THREADS LENGTH ACCUMULATION DROPOUT < VERSIONS

VERSIONS is a JSON list of {"control", "tokens", "changed"}. Prints steps a second, and the most memory it took in
bytes, as JSON. The model has SmolLM2-135M's configuration and random weights: the time does not depend on their values.
"""

import json
import resource
import sys
import time

import torch
import torch.nn.functional as F
import transformers
from transformers import DynamicCache, LlamaConfig, LlamaForCausalLM

threads, length, accumulation = map(int, sys.argv[1:4])
dropout = float(sys.argv[4])
torch.set_num_threads(threads)
torch.manual_seed(1)
versions = json.load(sys.stdin)

LAYERS, HEADS, SIZE = 30, 3, 64
CONTROLS = ("sec", "vul")
RATIOS = {"lm": 1.0, "contrastive": 4.0, "kl": 1.6}
model = LlamaForCausalLM(
    LlamaConfig(
        vocab_size=49152,
        hidden_size=576,
        intermediate_size=1536,
        num_hidden_layers=LAYERS,
        num_attention_heads=9,
        num_key_value_heads=HEADS,
        max_position_embeddings=8192,
        rms_norm_eps=1e-5,
        tie_word_embeddings=True,
    )
).eval()
model.requires_grad_(False)
# For each control and layer, the keys and the values.
parts = [torch.zeros(HEADS, length, SIZE, requires_grad=True) for _ in range(len(CONTROLS) * LAYERS * 2)]
adam = torch.optim.AdamW(parts, lr=1e-2, weight_decay=0.01)


def cache(first):
    """The prefix of a control and that of the other one, as the two rows of a batch."""
    dropped = [F.dropout(part, dropout) for part in parts]
    past = DynamicCache()
    for layer in range(LAYERS):
        rows = [(control * LAYERS + layer) * 2 for control in (first, 1 - first)]
        past.update(torch.stack([dropped[at] for at in rows]), torch.stack([dropped[at + 1] for at in rows]), layer)
    return past


def loss(version):
    tokens = torch.tensor(version["tokens"])
    changed = torch.tensor(version["changed"])[1:]
    past = cache(CONTROLS.index(version["control"]))
    logits = model(tokens.expand(2, -1), past_key_values=past, use_cache=True).logits[:, :-1]
    right, wrong = F.log_softmax(logits, dim=-1)
    with torch.no_grad():
        plain = F.log_softmax(model(tokens[None], use_cache=False).logits[0, :-1], dim=-1)
    targets = tokens[1:, None]
    right_one, wrong_one = (log.gather(1, targets)[changed, 0] for log in (right, wrong))
    lm = -right_one.mean()
    contrastive = -F.logsigmoid(right_one - wrong_one).mean()
    divergence = sum(F.kl_div(log[~changed], plain[~changed], log_target=True, reduction="none") for log in (right, wrong))
    kl = divergence.sum(-1).mean()
    return RATIOS["lm"] * lm + RATIOS["contrastive"] * contrastive + RATIOS["kl"] * kl


def epoch():
    """Every version once; gradients are clipped after each, as ours."""
    steps = len(versions) // accumulation
    for step in range(steps):
        adam.zero_grad()
        for version in versions[step * accumulation : (step + 1) * accumulation]:
            (loss(version) / accumulation).backward()
            torch.nn.utils.clip_grad_norm_(parts, 1.0)
        adam.step()
    return steps


epoch()
start = time.perf_counter()
steps = epoch()
report = {"steps_per_s": steps / (time.perf_counter() - start)}
report |= {"torch": torch.__version__, "transformers": transformers.__version__}
# Linux counts in kilobytes.
report["resident"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps(report))
