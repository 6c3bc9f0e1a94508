"""Makes the tiny random checkpoints of Llama and Qwen2, and the numbers that the original
implementation computes with them, the way causal.py does for the other architectures.
crates/seccoder-lm/tests/causal.rs compares ours; tests/candle.rs generates with the Qwen2.

    python scripts/reference/llama.py crates/seccoder-lm/tests/tiny

Made with Python 3.11, torch 2.15.0, transformers 5.23.0, tokenizers 0.23.3, safetensors 0.8.0.
Seeds are fixed: the same versions write the same files.

The Qwen2 has a byte-level tokenizer with marks for filling in the middle (one of them, as
published, not called special), a `generation_config.json`, and in generated.json what greedy
decoding makes of two prompts given as text.
"""

import json
import sys
from pathlib import Path

import torch
from causal import byte_tokenizer, greedy, write
from tokenizers import AddedToken
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

END = "<|endoftext|>"
MARKS = ["<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"]


def generated(model, tokenizer):
    """Greedy continuations: raw text that is longer than one part of a prompt, and a gap."""

    def ids(text):
        return tokenizer.encode(text, add_special_tokens=False).ids

    text = "".join(f"line {i}: total += table[{i * 7 % 31}]\n" for i in range(12)) + "x ="
    before, behind = "def add(a, b):\n    return", "\n\nprint(add(1, 2))\n"
    prefix, middle, suffix = (tokenizer.token_to_id(mark) for mark in MARKS)
    prompts = {
        "raw": ids(text),
        "fim": [prefix, *ids(before), suffix, *ids(behind), middle],
    }
    out = {"text": text, "before": before, "behind": behind}
    with torch.no_grad():
        for name, prompt in prompts.items():
            read = model(torch.tensor([prompt]), use_cache=True)
            tokens = greedy(model, read.logits, read.past_key_values)
            out[name] = {"prompt": prompt, "tokens": tokens}
    return out


def main(out):
    small = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2}
    small |= {"num_attention_heads": 4, "hidden_act": "silu", "rms_norm_eps": 1e-5}
    write(
        out / "llama",
        LlamaForCausalLM,
        LlamaConfig(
            **small,
            vocab_size=96,
            max_position_embeddings=48,
            num_key_value_heads=1,
            tie_word_embeddings=False,
            bos_token_id=0,
            eos_token_id=0,
        ),
        seed=41,
    )
    folder = out / "qwen2"
    model = write(
        folder,
        Qwen2ForCausalLM,
        Qwen2Config(
            **small,
            vocab_size=264,
            max_position_embeddings=512,
            num_key_value_heads=2,
            tie_word_embeddings=True,
            rope_parameters={"rope_type": "default", "rope_theta": 1000000.0},
            bos_token_id=256,
            eos_token_id=256,
        ),
        seed=51,
    )
    tokenizer = byte_tokenizer(END)
    tokenizer.add_special_tokens(MARKS[1:])
    tokenizer.add_tokens([AddedToken(MARKS[0], normalized=False)])
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"eos_token_id": [256, 259]}
    (folder / "generation_config.json").write_text(json.dumps(settings, indent=1) + "\n")
    (folder / "generated.json").write_text(json.dumps(generated(model, tokenizer)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
