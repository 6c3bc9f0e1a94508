"""Makes LoRA adapters for the tiny checkpoints, with PEFT, and the numbers that the original
implementation computes with them. crates/seccoder-lm/tests/lora.rs compares ours.

    python scripts/reference/lora.py crates/seccoder-lm/tests/tiny

Made with Python 3.11, torch 2.15.0, transformers 5.23.0, peft 0.21.2, safetensors 0.8.0, behind
causal.py and llama.py, whose checkpoints it reads. Seeds are fixed: the same versions write the
same files.

For each adapter a folder lora/NAME as PEFT saves it, with expected.json: tokens, their logits from
the adapted model (computed beside the weights, not merged), and greedy tokens. The adapters
differ in their settings, so that every way to scale one is there:
- qwen2: separate projections, patterns of ranks and alphas; saved as PyTorch's .bin, too,
- codegen: the fused qkv_proj, alpha divided by the root of the rank,
- santacoder-mh: weights stored (in, out), as GPT-2 does (fan_in_fan_out).
"""

import json
import sys
from pathlib import Path

import torch
from causal import greedy, numbers
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

ADAPTERS = {
    "qwen2": {
        "r": 4,
        "lora_alpha": 6,
        "target_modules": ["q_proj", "v_proj", "down_proj"],
        "rank_pattern": {"layers.1.self_attn.q_proj": 2, "down_proj": 3},
        "alpha_pattern": {"v_proj": 10},
    },
    "codegen": {
        "r": 3,
        "lora_alpha": 5,
        "target_modules": ["qkv_proj", "out_proj", "fc_out"],
        "use_rslora": True,
    },
    "santacoder-mh": {
        "r": 2,
        "lora_alpha": 4,
        "target_modules": ["c_attn", "c_proj", "c_fc"],
        "fan_in_fan_out": True,
    },
}


def randomise(model, seed):
    """Both halves of every pair, so large that the change shows in every logit."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if "lora_" in name:
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.2)


def write(tiny, name, settings, seed):
    base = AutoModelForCausalLM.from_pretrained(
        tiny / name, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    generator = torch.Generator().manual_seed(seed + 1)
    tokens = torch.randint(0, base.config.vocab_size, (1, 8), generator=generator)
    with torch.no_grad():
        plain = base(tokens).logits
    model = get_peft_model(base, LoraConfig(task_type="CAUSAL_LM", **settings)).eval()
    randomise(model, seed)
    with torch.no_grad():
        read = model(input_ids=tokens, use_cache=True)
        expected = {
            "tokens": tokens.tolist(),
            "logits": numbers(read.logits),
            "greedy": greedy(model.get_base_model(), read.logits, read.past_key_values),
        }
    print(name, "logits change by up to", (read.logits - plain).abs().max().item())
    folder = tiny / "lora" / name
    model.save_pretrained(folder, safe_serialization=True)
    (folder / "README.md").unlink()
    if name == "qwen2":
        torch.save(load_file(folder / "adapter_model.safetensors"), folder / "adapter_model.bin")
    settings = folder / "adapter_config.json"
    said = json.loads(settings.read_text())
    # The path of the machine that it was made on says nothing to others, and sets have no order.
    said |= {"base_model_name_or_path": f"tiny/{name}", "target_modules": sorted(said["target_modules"])}
    settings.write_text(json.dumps(said, indent=1) + "\n")
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")
    for file in folder.iterdir():
        file.chmod(0o644)


def main(tiny):
    for seed, (name, settings) in enumerate(ADAPTERS.items()):
        write(tiny, name, settings, 100 + 10 * seed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
