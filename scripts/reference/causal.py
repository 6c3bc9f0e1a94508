"""Makes the tiny random checkpoints of the causal language models, and the numbers that the
original implementation computes with them. crates/seccoder-lm/tests/causal.rs compares ours.

    python scripts/reference/causal.py crates/seccoder-lm/tests/tiny

Made with Python 3.11, torch 2.15.0, transformers 5.23.0, tokenizers 0.23.3, safetensors 0.8.0.
Seeds are fixed: the same versions write the same files.

Every weight can be written exactly in f16, so that a checkpoint stored in f16 (CodeGen's
pytorch_model.bin) means the same numbers as one in f32.

For each model a folder NAME with config.json, model.safetensors and
- expected.json: tokens, masks, and the logits or the greedy tokens that follow from them,
- prefix.safetensors: keys and values that stand in front ("key.LAYER", "value.LAYER", of shape
  (1, kv heads, 5, head dim)), and their gradients of the mean cross-entropy of the prefix case's
  tokens ("key.LAYER.gradient", "value.LAYER.gradient").
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    CodeGenConfig,
    CodeGenForCausalLM,
    DynamicCache,
    GPT2Config,
    GPT2LMHeadModel,
    GPTBigCodeConfig,
    GPTBigCodeForCausalLM,
    XGLMConfig,
    XGLMForCausalLM,
)

PREFIX_TOKENS = 5
GREEDY_TOKENS = 12


def randomise(model, seed):
    """Larger weights than at the start of training, and biases and norms that are not neutral, so
    that every tensor leaves a mark on the logits."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "ln_" in name or "norm" in name:
                noise = noise * 0.2 + (1.0 if name.endswith("weight") else 0.0)
            elif name.endswith("bias"):
                noise = noise * 0.2
            elif "embed_tokens" in name:  # multiplied by the root of its width when it is read
                noise = noise * 0.15
            elif "wte" in name or "wpe" in name:
                noise = noise * 0.4
            else:
                noise = noise * 1.5 / parameter.shape[-1] ** 0.5
            parameter.copy_(noise.half().float())


def numbers(tensor):
    """Nested lists with seven digits."""
    if tensor.dim() > 0:
        return [numbers(part) for part in tensor]
    return float(f"{tensor.item():.7g}")


def positions(mask):
    """Positions count without padding; padding itself has position 0."""
    return (mask.cumsum(-1) - 1).clamp(min=0)


def greedy(model, logits, cache):
    """Tokens of highest probability, one after the other."""
    tokens = []
    for _ in range(GREEDY_TOKENS):
        token = logits[:, -1].argmax(-1, keepdim=True)
        tokens.append(token.item())
        logits = model(token, past_key_values=cache, use_cache=True).logits
    return tokens


def cases(model, config, seed):
    """The expected numbers, and the prefix with its gradients."""
    generator = torch.Generator().manual_seed(seed)
    vocabulary = config.vocab_size

    def draw(*shape):
        return torch.randint(0, vocabulary, shape, generator=generator)

    out = {}
    with torch.no_grad():
        short = draw(1, 6)
        read = model(short, use_cache=True)
        then = draw(1, 2)
        second = model(then, past_key_values=read.past_key_values, use_cache=True)
        out["short"] = {
            "tokens": short.tolist(),
            "logits": numbers(read.logits),
            "second_tokens": then.tolist(),
            "second_logits": numbers(second.logits),
        }

        padded = draw(2, 7)
        mask = torch.ones(2, 7, dtype=torch.long)
        mask[0, :3] = 0
        read = model(
            padded, attention_mask=mask, position_ids=positions(mask), use_cache=True
        )
        then = draw(2, 1)
        longer = torch.cat([mask, torch.ones(2, 1, dtype=torch.long)], 1)
        second = model(
            then,
            attention_mask=longer,
            position_ids=positions(longer)[:, -1:],
            past_key_values=read.past_key_values,
            use_cache=True,
        )
        out["padded"] = {
            "tokens": padded.tolist(),
            "mask": mask.tolist(),
            "last_logits": numbers(read.logits[:, -1]),
            "second_tokens": then.tolist(),
            "second_logits": numbers(second.logits[:, -1]),
        }

        full = draw(1, config.max_position_embeddings)
        out["full"] = {
            "tokens": full.tolist(),
            "last_logits": numbers(model(full, use_cache=False).logits[:, -1]),
        }

        prompt = draw(1, 5)
        read = model(prompt, use_cache=True)
        out["greedy"] = {
            "prompt": prompt.tolist(),
            "tokens": greedy(model, read.logits, read.past_key_values),
        }

    layers = config.num_hidden_layers
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    if getattr(config, "multi_query", False):
        heads = 1
    width = config.hidden_size // config.num_attention_heads
    prefix = {
        f"{what}.{layer}": torch.randn(
            1, heads, PREFIX_TOKENS, width, generator=generator
        )
        for layer in range(layers)
        for what in ("key", "value")
    }

    def cache():
        past = DynamicCache()
        for layer in range(layers):
            past.update(prefix[f"key.{layer}"], prefix[f"value.{layer}"], layer)
        return past

    tokens = draw(1, 6)
    for part in prefix.values():
        part.requires_grad_(True)
    read = model(tokens, past_key_values=cache(), use_cache=True)
    loss = torch.nn.functional.cross_entropy(read.logits[0, :-1], tokens[0, 1:])
    loss.backward()
    tensors = {name: part.detach().clone() for name, part in prefix.items()}
    tensors |= {f"{name}.gradient": part.grad.clone() for name, part in prefix.items()}
    with torch.no_grad():
        past = cache()
        read = model(tokens, past_key_values=past, use_cache=True)
        out["prefix"] = {
            "tokens": tokens.tolist(),
            "logits": numbers(read.logits),
            "loss": numbers(loss.detach()),
            "greedy": greedy(model, read.logits, past),
        }
    return out, tensors


def byte_tokenizer(end):
    """Byte-level BPE without merges: 256 bytes and the end of text."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(
        models.BPE(vocab={character: at for at, character in enumerate(alphabet)}, merges=[])
    )
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([end])
    return tokenizer


def write(folder, kind, config, seed, extra=None):
    """One checkpoint with its numbers. `extra`: settings that only the published file has."""
    folder.mkdir(parents=True, exist_ok=True)
    config._attn_implementation = "eager"
    model = kind(config).eval()
    randomise(model, seed)
    expected, prefix = cases(model, config, seed + 1)
    settings = json.loads(config.to_json_string()) | {"architectures": [kind.__name__]}
    settings |= extra or {}
    (folder / "config.json").write_text(json.dumps(settings, indent=1) + "\n")
    state = model.state_dict()
    if config.tie_word_embeddings:
        del state["lm_head.weight"]
    save_file({name: part.contiguous() for name, part in state.items()}, folder / "model.safetensors")
    save_file(prefix, folder / "prefix.safetensors")
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")
    for file in folder.iterdir():
        file.chmod(0o644)
    return model


def main(out):
    model = write(
        out / "codegen",
        CodeGenForCausalLM,
        CodeGenConfig(
            vocab_size=260,
            n_positions=1024,
            n_ctx=1024,
            n_embd=48,
            n_layer=2,
            n_head=8,
            n_inner=32,
            rotary_dim=4,
            bos_token_id=256,
            eos_token_id=256,
        ),
        seed=1,
    )
    torch.save(model.half().state_dict(), out / "codegen/pytorch_model.bin")
    byte_tokenizer("<|endoftext|>").save(str(out / "codegen/tokenizer.json"))

    small = {"vocab_size": 96, "n_positions": 40, "n_embd": 32, "n_layer": 2, "n_head": 4}
    small |= {"bos_token_id": 0, "eos_token_id": 0}
    for name, multi_query in (("bigcode-mq", True), ("bigcode-mh", False)):
        write(
            out / name,
            GPTBigCodeForCausalLM,
            GPTBigCodeConfig(**small, multi_query=multi_query),
            seed=11,
        )
    # The form in which SantaCoder's multi-head revision is published: GPT-2 with one more setting.
    write(
        out / "santacoder-mh",
        GPT2LMHeadModel,
        GPT2Config(**small, activation_function="gelu_fast"),
        seed=21,
        extra={"attention_head_type": "multihead"},
    )
    write(
        out / "xglm",
        XGLMForCausalLM,
        XGLMConfig(
            vocab_size=96,
            max_position_embeddings=40,
            d_model=32,
            ffn_dim=64,
            num_layers=2,
            attention_heads=4,
        ),
        seed=31,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
