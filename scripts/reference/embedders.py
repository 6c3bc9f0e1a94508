"""Makes the tiny random checkpoints of the embedders, and the vectors that the original
implementation computes with them. crates/seccoder-lm/tests/embedders.rs compares ours.

    python scripts/reference/embedders.py crates/seccoder-lm/tests/tiny

With a second folder, one that holds all-mpnet-base-v2 as it is published, it writes the vectors of
those real weights instead:

    python scripts/reference/embedders.py crates/seccoder-lm/tests/fixtures/mpnet FOLDER

Made with Python 3.11, torch 2.15.0, transformers 5.23.0, tokenizers 0.23.3, safetensors 0.8.0.
Seeds are fixed: the same versions write the same files.

For each embedder a folder NAME with config.json, tokenizer.json, the weights, what else its
kind has (1_Pooling, 2_Dense, …: the layout of sentence-transformers), and expected.json: how it
is used, and for every text its role, its tokens after the cut, and its unit vector.

All texts of a role are one batch, padded on the right. A document that is too long loses its
end, which is what the original implementations do; a query loses the beginning of its text, but
never its instruction.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertModel,
    MPNetConfig,
    MPNetModel,
    NomicBertConfig,
    NomicBertModel,
    RobertaConfig,
    RobertaModel,
    T5Config,
    T5EncoderModel,
)

SHORT = [
    "x",
    "def find_user(db, name): return db.get(name)",
    "  how are the rows of a table sorted?\n",
    "int copy(char *dst, const char *src) { while ((*dst++ = *src++)) ; return 0; }",
    "open a file, read a line, close the file",
]
# No two parts alike, so that it shows which part was kept.
LONG = " ".join(f"let value_{i} = table[{i * 7 % 31}] + offset_{i % 5};" for i in range(60))
TEXTS = [*SHORT, LONG]
QUERY = "Represent the code for retrieving a safe example: "
DOCUMENT = "Represent the safe example for retrieval: "


def sentence_piece(size):
    """A unigram tokenizer that ends every text with </s>, as T5's does."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Nmt()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    specials = ["<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(
        vocab_size=size, special_tokens=specials, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator([*TEXTS, QUERY, DOCUMENT], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    return tokenizer


def word_piece(size, specials):
    """A WordPiece tokenizer; `specials` are first, padding, last and unknown token in the order of
    their numbers, with `first` and `last` around every text."""
    order, first, last, unknown = specials
    tokenizer = Tokenizer(models.WordPiece(unk_token=unknown))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=order, show_progress=False
    )
    tokenizer.train_from_iterator([*TEXTS, QUERY, DOCUMENT], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}",
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in (first, last)],
    )
    return tokenizer


def randomise(model, seed):
    """Every tensor leaves a mark on the vectors: biases and norms are not neutral."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "layer_norm" in name or "LayerNorm" in name or "layernorm" in name:
                noise = noise * 0.2 + (1.0 if name.endswith("weight") else 0.0)
            elif name.endswith("bias"):
                noise = noise * 0.2
            elif "embeddings" in name or "shared" in name or "relative_attention_bias" in name:
                noise = noise * 0.7
            else:
                noise = noise * 1.2 / parameter.shape[-1] ** 0.5
            parameter.copy_(noise)
    model.eval()


def tokens_of(tokenizer, use, role, text):
    """A text's tokens after the cut, and how many at the beginning are its instruction."""
    prefix = use[f"{role}_prefix"]
    if use["pooling"] == "mean-without-instruction":
        prefix, text = prefix.strip(), text.strip()
    encoding = tokenizer.encode(prefix + text)
    ids, special = encoding.ids, encoding.special_tokens_mask
    front = len(tokenizer.encode(prefix.rstrip(), add_special_tokens=False).ids)
    before = special.index(0) if 0 in special else 1
    after = len(ids) - before - special.count(0)
    start, end, body = ids[:before], ids[len(ids) - after :], ids[before : len(ids) - after]
    room = use["max_tokens"] - before - after
    if len(body) > room:
        kept = room - front
        body = body[:room] if role == "document" else body[:front] + body[len(body) - kept :]
    return start + body + end, front


def vectors(model, use, batch, dense):
    """The recipe of sentence-transformers and, for the instruction, of InstructorEmbedding."""
    longest = max(len(ids) for ids, _ in batch)
    pad = model.config.pad_token_id
    ids = torch.tensor([ids + [pad] * (longest - len(ids)) for ids, _ in batch])
    mask = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids, _ in batch])
    with torch.no_grad():
        hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
        if use["pooling"] == "cls":
            pooled = hidden[:, 0]
        else:
            weights = mask.float()
            if use["pooling"] == "mean-without-instruction":
                for row, (_, front) in enumerate(batch):
                    weights[row, :front] = 0.0
            summed = (hidden * weights.unsqueeze(-1)).sum(1)
            pooled = summed / weights.sum(1, keepdim=True).clamp(min=1e-9)
        if dense is not None:
            pooled = dense(pooled)
        return torch.nn.functional.normalize(pooled, p=2, dim=1)


def expected(model, tokenizer, use, dense=None):
    cases = []
    for role in ("query", "document"):
        batch = [tokens_of(tokenizer, use, role, text) for text in TEXTS]
        for text, (ids, _), vector in zip(TEXTS, batch, vectors(model, use, batch, dense)):
            vector = [float(f"{value:.7g}") for value in vector.tolist()]
            cases.append({"role": role, "text": text, "tokens": ids, "vector": vector})
    return {"use": use, "cases": cases}


def use_of(pooling, max_tokens, dimensions, query="", document="", dense=False):
    return {
        "pooling": pooling,
        "max_tokens": max_tokens,
        "dimensions": dimensions,
        "query_prefix": query,
        "document_prefix": document,
        "dense": dense,
    }


def write(folder, config, tokenizer, use, answer, tensors):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "expected.json").write_text(json.dumps(answer) + "\n")
    if tensors is not None:
        save_file(tensors, folder / "model.safetensors")
    (folder / "sentence_bert_config.json").write_text(
        json.dumps({"max_seq_length": use["max_tokens"], "do_lower_case": False}) + "\n"
    )
    (folder / "1_Pooling").mkdir()
    pooling = {
        "word_embedding_dimension": config.get("d_model", config.get("hidden_size", 24)),
        "pooling_mode_cls_token": use["pooling"] == "cls",
        "pooling_mode_mean_tokens": use["pooling"] != "cls",
        "pooling_mode_max_tokens": False,
    }
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling) + "\n")
    print(folder, sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()))


def own(tensors):
    """Tensors that share no memory, which is what a safetensors file holds."""
    return {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}


def t5(out, name, seed, projection, use, dense=None):
    tokenizer = sentence_piece(160)
    config = T5Config(
        vocab_size=tokenizer.get_vocab_size(),
        d_model=24,
        d_kv=6,  # not d_model / num_heads, as in T5 v1.0's 3b and 11b
        d_ff=32,
        num_layers=2,
        num_heads=3,
        feed_forward_proj=projection,
    )
    model = T5EncoderModel(config)
    randomise(model, seed)
    answer = expected(model, tokenizer, use, dense)
    bucket = model.encoder.block[0].layer[0].SelfAttention._relative_position_bucket
    answer["buckets"] = bucket(torch.arange(-600, 601)).tolist()
    written = config.to_dict() | {"architectures": ["T5EncoderModel"]}
    tensors = own(model.state_dict())
    tensors.pop("encoder.embed_tokens.weight", None)
    folder = out / name
    if dense is None:
        write(folder, written, tokenizer, use, answer, tensors)
        return
    # As INSTRUCTOR is published: PyTorch files.
    write(folder, written, tokenizer, use, answer, None)
    torch.save(tensors, folder / "pytorch_model.bin")
    (folder / "2_Dense").mkdir()
    torch.save(own({"linear.weight": dense.weight}), folder / "2_Dense" / "pytorch_model.bin")
    description = {
        "in_features": dense.in_features,
        "out_features": dense.out_features,
        "bias": False,
        "activation_function": "torch.nn.modules.linear.Identity",
    }
    (folder / "2_Dense" / "config.json").write_text(json.dumps(description) + "\n")


BERT = (["[PAD]", "[UNK]", "[CLS]", "[SEP]"], "[CLS]", "[SEP]", "[UNK]")
ROBERTA = (["<s>", "<pad>", "</s>", "<unk>"], "<s>", "</s>", "<unk>")


def bert(out, name, seed, kind, config, specials, use, **more):
    tokenizer = word_piece(180, specials)
    config = config(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=32,
        **more,
    )
    model = kind(config)
    randomise(model, seed)
    answer = expected(model, tokenizer, use)
    tensors = own(model.state_dict())
    tensors = {key: value for key, value in tensors.items() if not key.startswith("pooler")}
    return config.to_dict(), tokenizer, use, answer, tensors


def nomic(config, tensors):
    """The names of the published checkpoints instead of those of transformers."""
    published = {}
    for key, value in tensors.items():
        if ".q_proj." in key:
            parts = [tensors[key.replace("q_proj", f"{part}_proj")] for part in "qkv"]
            key, value = key.replace("self_attn.q_proj", "attn.Wqkv"), torch.cat(parts)
        elif ".k_proj." in key or ".v_proj." in key:
            continue
        for new, old in (
            ("layers.", "encoder.layers."),
            ("embeddings.LayerNorm", "emb_ln"),
            ("self_attn.o_proj", "attn.out_proj"),
            ("up_proj", "fc11"),
            ("gate_proj", "fc12"),
            ("down_proj", "fc2"),
            ("post_attention_layernorm", "norm1"),
            ("post_mlp_layernorm", "norm2"),
        ):
            key = key.replace(new, old)
        published[key] = value
    written = {
        "model_type": "nomic_bert",
        "activation_function": "swiglu",
        "n_embd": config["hidden_size"],
        "n_head": config["num_attention_heads"],
        "n_inner": config["intermediate_size"],
        "n_layer": config["num_hidden_layers"],
        "n_positions": config["max_position_embeddings"],
        "vocab_size": config["vocab_size"],
        "type_vocab_size": config["type_vocab_size"],
        "layer_norm_epsilon": config["layer_norm_eps"],
        "rotary_emb_base": 1000,
        "rotary_emb_fraction": 1.0,
        "rotary_emb_interleaved": False,
        "rotary_scaling_factor": None,
        "prenorm": False,
        "use_rms_norm": False,
        "qkv_proj_bias": False,
        "mlp_fc1_bias": False,
        "mlp_fc2_bias": False,
    }
    return written, published


def published_mpnet(out, folder):
    """all-mpnet-base-v2, by its own tokenizer and as sentence-transformers uses it."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    model = MPNetModel.from_pretrained(folder, add_pooling_layer=False).eval()
    use = use_of("mean", 384, 768)
    answer = expected(model, tokenizer, use)
    for case in answer["cases"]:
        case.pop("tokens")
    out.mkdir(parents=True, exist_ok=True)
    (out / "expected.json").write_text(json.dumps(answer) + "\n")


def main():
    out = Path(sys.argv[1])
    if len(sys.argv) > 2:
        return published_mpnet(out, Path(sys.argv[2]))
    torch.manual_seed(7)
    projection = torch.nn.Linear(24, 16, bias=False)
    t5(
        out,
        "instructor",
        1,
        "relu",
        use_of("mean-without-instruction", 160, 16, QUERY, DOCUMENT, dense=True),
        projection,
    )
    t5(out, "t5-v1_1", 2, "gated-gelu", use_of("mean", 160, 24))
    retrieval = ("query: ", "passage: ")
    made = bert(
        out, "bert", 3, BertModel, BertConfig, BERT, use_of("cls", 48, 24, *retrieval),
        max_position_embeddings=64, pad_token_id=0,
    )  # fmt: skip
    write(out / "bert", *made)
    made = bert(
        out, "roberta", 4, RobertaModel, RobertaConfig, ROBERTA, use_of("mean", 48, 24),
        max_position_embeddings=50, pad_token_id=1, type_vocab_size=1, layer_norm_eps=1e-5,
        hidden_act="gelu_new",
    )  # fmt: skip
    write(out / "roberta", *made)
    made = bert(
        out, "mpnet", 5, MPNetModel, MPNetConfig, ROBERTA, use_of("mean", 150, 24),
        max_position_embeddings=152, pad_token_id=1, layer_norm_eps=1e-5,
    )  # fmt: skip
    write(out / "mpnet", *made)
    config, tokenizer, use, answer, tensors = bert(
        out, "nomic-bert", 6, NomicBertModel, NomicBertConfig, BERT,
        use_of("mean", 100, 24, "search_query: ", "search_document: "),
        max_position_embeddings=128, pad_token_id=0,
        rope_parameters={"rope_type": "default", "rope_theta": 1000.0},
    )  # fmt: skip
    config, tensors = nomic(config, tensors)
    write(out / "nomic-bert", config, tokenizer, use, answer, tensors)


if __name__ == "__main__":
    main()
