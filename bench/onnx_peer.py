#!/usr/bin/env python3
"""Embeds texts with all-MiniLM-L6-v2 on onnxruntime: a peer to compare speed with.

    python3 -m venv /tmp/peervenv
    /tmp/peervenv/bin/pip install -r bench/requirements.txt
    /tmp/peervenv/bin/python bench/onnx_peer.py --model DIR --cache DIR --threads 2 < texts.json

texts.json is a JSON list of strings (from standard input, or --texts FILE).
DIR needs model.safetensors and tokenizer.json. No torch, nothing downloaded:
the ONNX graph is built here from the weights, once, and kept under --cache.

Standard output gets one JSON line: seconds is the best of --runs runs, each
from the strings to the vectors (tokenising included, loading the model not).
The peer is to be at its best, so what --batch, --graph, --mode and --sort
leave open ("auto", the default) is tried out on the texts first, and the
fastest setting is used and named in the line:

  graph  plain      the graph as exported, left to onnxruntime's own optimiser
         fused      Attention, BiasGelu and SkipLayerNormalization fused by
                    onnxruntime.transformers' optimiser first
         mha        as fused, with MultiHeadAttention for Attention
         fused1     fused and mha less the attention mask; only for batches of
         mha1       one text, which have no padding
  batch  texts in one call (1, 4, 8 and 16 are tried)
  sort   by length first, so that a batch has little padding
  mode   intra      one call at a time, --threads threads inside it
         texts      --threads calls at a time, one thread in each

--verify reference.json compares token ids and vectors with those of
sentence-transformers in every graph, and exits 1 if a cosine is below 0.9999.
"""

import argparse
import concurrent.futures
import hashlib
import itertools
import json
import logging
import os
import pathlib
import sys
import time

HEADS, EPS, MAX_TOKENS = 12, 1e-12, 256
# Written into the names of the cached graphs: raise it when build() changes.
BUILD = 1
GRAPHS = ("plain", "fused", "mha", "fused1", "mha1")
BATCHES = (1, 4, 8, 16)


def log(message):
    print(message, file=sys.stderr, flush=True)


def build(weights, masked):
    """The BERT encoder, mean pooling and L2 norm as an ONNX model of opset 17.

    Inputs: input_ids and, if masked, attention_mask, int64 [batch, tokens].
    Output: vectors, f32 [batch, hidden].
    """
    import numpy as np
    from onnx import TensorProto, checker, helper, numpy_helper

    nodes, inits = [], []
    fresh = itertools.count()

    def const(value, name=None):
        name = name or f"const_{next(fresh)}"
        inits.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(kind, *inputs, name=None, **attributes):
        name = name or f"{kind}_{next(fresh)}"
        nodes.append(helper.make_node(kind, list(inputs), [name + "_out"], name=name, **attributes))
        return name + "_out"

    def f32(x):
        return np.array(x, dtype=np.float32)

    def i64(*x):
        return np.array(x, dtype=np.int64)

    def linear(x, prefix):
        # torch keeps [out, in]; MatMul wants [in, out].
        y = op("MatMul", x, const(weights[prefix + ".weight"].T, prefix + ".weight"))
        return op("Add", y, const(weights[prefix + ".bias"], prefix + ".bias"))

    def norm(x, prefix):
        scale = const(weights[prefix + ".weight"], prefix + ".weight")
        shift = const(weights[prefix + ".bias"], prefix + ".bias")
        return op("LayerNormalization", x, scale, shift, axis=-1, epsilon=EPS)

    hidden = weights["embeddings.word_embeddings.weight"].shape[1]
    depth = 1 + max(int(k.split(".")[2]) for k in weights if k.startswith("encoder.layer."))
    size = hidden // HEADS

    words = op("Gather", const(weights["embeddings.word_embeddings.weight"], "words"), "input_ids", axis=0)
    # Every token is of type 0, so its vector can be added to the positions'.
    places = (
        weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    )
    length = op("Slice", op("Shape", "input_ids"), const(i64(1)), const(i64(2)), const(i64(0)))
    places = op("Slice", const(places[None], "positions"), const(i64(0)), length, const(i64(1)))
    x = norm(op("Add", words, places), "embeddings.LayerNorm")

    if masked:
        axes1, axes2 = const(i64(1)), const(i64(2))
        wide = op("Cast", op("Unsqueeze", op("Unsqueeze", "attention_mask", axes1), axes2), to=TensorProto.FLOAT)
        bias = op("Mul", op("Sub", const(f32(1.0)), wide), const(f32(-10000.0)))

    split, merge = const(i64(0, 0, HEADS, size)), const(i64(0, 0, hidden))
    for layer in range(depth):
        at = f"encoder.layer.{layer}."

        def heads(which, perm):
            y = linear(x, at + "attention.self." + which)
            return op("Transpose", op("Reshape", y, split), perm=perm)

        q = heads("query", [0, 2, 1, 3])
        k = heads("key", [0, 2, 3, 1])
        v = heads("value", [0, 2, 1, 3])
        scores = op("Div", op("MatMul", q, k), const(f32(size**0.5)))
        if masked:
            scores = op("Add", scores, bias)
        y = op("MatMul", op("Softmax", scores, axis=-1), v)
        y = op("Reshape", op("Transpose", y, perm=[0, 2, 1, 3]), merge)
        y = linear(y, at + "attention.output.dense")
        x = norm(op("Add", y, x), at + "attention.output.LayerNorm")
        y = linear(x, at + "intermediate.dense")
        erf = op("Erf", op("Div", y, const(f32(2**0.5))))
        y = op("Mul", op("Mul", y, op("Add", erf, const(f32(1.0)))), const(f32(0.5)))
        y = linear(y, at + "output.dense")
        x = norm(op("Add", y, x), at + "output.LayerNorm")

    # The mean over the tokens that are no padding; its length is taken out next.
    if masked:
        column = op("Cast", op("Unsqueeze", "attention_mask", const(i64(2))), to=TensorProto.FLOAT)
        total = op("ReduceSum", op("Mul", x, column), const(i64(1)), keepdims=0)
        mean = op("Div", total, op("Clip", op("ReduceSum", column, const(i64(1)), keepdims=0), const(f32(1e-9))))
    else:
        mean = op("ReduceMean", x, axes=[1], keepdims=0)
    square = op("ReduceSum", op("Mul", mean, mean), const(i64(1)), keepdims=1)
    last = op("Div", mean, op("Clip", op("Sqrt", square), const(f32(1e-12))))
    nodes.append(helper.make_node("Identity", [last], ["vectors"], name="out"))

    ids = ["input_ids", "attention_mask"] if masked else ["input_ids"]
    graph = helper.make_graph(
        nodes,
        "minilm",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "tokens"]) for n in ids],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", hidden])],
        inits,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="onnx_peer")
    model.ir_version = 8
    checker.check_model(model)
    return model


def fuse(path, multi_head, hidden):
    """The graph at path after the BERT fusions of onnxruntime.transformers."""
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions

    options = FusionOptions("bert")
    options.use_multi_head_attention = multi_head
    # opt_level 0: any other runs onnxruntime on it, which here asks for torch.
    model = optimizer.optimize_model(
        str(path), "bert", num_heads=HEADS, hidden_size=hidden, optimization_options=options, opt_level=0
    )
    return model.model, model.get_fused_operator_statistics()


def graphs(folder, cache, wanted):
    """Paths of the graphs called for, built where the cache lacks them."""
    import onnxruntime

    weights_file = folder / "model.safetensors"
    digest = hashlib.sha256(weights_file.read_bytes()).hexdigest()[:12]
    cache.mkdir(parents=True, exist_ok=True)

    def place(name):
        return cache / f"{name}-{digest}-b{BUILD}-ort{onnxruntime.__version__}.onnx"

    def keep(model, path):
        import onnx

        part = path.with_suffix(f".{os.getpid()}.part")
        onnx.save(model, str(part))
        os.replace(part, path)

    weights = None
    paths = {}
    for name in wanted:
        paths[name] = place(name)
        if paths[name].exists():
            continue
        if weights is None:
            from safetensors.numpy import load_file

            weights = load_file(weights_file)
            weights.pop("embeddings.position_ids", None)
        masked = not name.endswith("1")
        base = place("plain" if masked else "plain1")
        if not base.exists():
            keep(build(weights, masked), base)
        if name != "plain":
            hidden = weights["embeddings.LayerNorm.weight"].shape[0]
            model, fused = fuse(base, name.startswith("mha"), hidden)
            log(f"{name}: fused {({k: v for k, v in fused.items() if v})}")
            keep(model, paths[name])
    return paths


class Encoder:
    """One graph in one onnxruntime session."""

    def __init__(self, path, tokenizer, threads, mode):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.intra_op_num_threads = threads if mode == "intra" else 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.masked = len(self.session.get_inputs()) == 2
        self.tokenizer = tokenizer
        self.pool = concurrent.futures.ThreadPoolExecutor(threads) if mode == "texts" and threads > 1 else None

    def call(self, rows):
        import numpy as np

        longest = max(map(len, rows))
        ids = np.zeros((len(rows), longest), dtype=np.int64)  # [PAD] is 0
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        feed = {"input_ids": ids}
        if self.masked:
            feed["attention_mask"] = mask
        return self.session.run(None, feed)[0]

    def embed(self, texts, batch, by_length):
        """Vectors in the order of the texts, and the number of tokens."""
        import numpy as np

        assert self.masked or batch == 1
        rows = [e.ids for e in self.tokenizer.encode_batch(texts)]
        order = list(range(len(rows)))
        if by_length:
            # Longest first, so that the last calls to end are short ones.
            order.sort(key=lambda i: -len(rows[i]))
        batches = [order[i : i + batch] for i in range(0, len(order), batch)]
        work = ([rows[i] for i in b] for b in batches)
        results = list((self.pool.map if self.pool else map)(self.call, work))
        out = np.empty((len(rows), results[0].shape[1] if results else 0), dtype=np.float32)
        for b, vectors in zip(batches, results):
            out[b] = vectors
        return out, sum(map(len, rows))

    def close(self):
        if self.pool:
            self.pool.shutdown()


def choose(args, paths, tokenizer, texts):
    """The fastest of the settings that the arguments leave open."""
    modes = ("intra", "texts") if args.mode == "auto" and args.threads > 1 else (args.mode.replace("auto", "intra"),)
    batches = BATCHES if args.batch == "auto" else (int(args.batch),)
    sorts = (True, False) if args.sort == "auto" else (args.sort == "yes",)
    settings = []
    for graph, mode, batch, by_length in itertools.product(paths, modes, batches, sorts):
        if graph.endswith("1") and batch > 1:
            continue
        settings.append((graph, mode, batch, by_length))
    if not settings:
        sys.exit("fused1 and mha1 take --batch 1")
    if len(settings) == 1:
        return settings[0]
    encoders = {}
    took = dict.fromkeys(settings, float("inf"))
    # One turn over all settings, then three over the fastest: in turns, so that
    # a busy spell of the machine hits all alike.
    for turn in range(4):
        if turn == 1:
            settings = sorted(settings, key=took.get)[:12]
        for setting in settings:
            graph, mode, batch, by_length = setting
            if (graph, mode) not in encoders:
                encoders[graph, mode] = Encoder(paths[graph], tokenizer, args.threads, mode)
            encoder = encoders[graph, mode]
            if turn == 0:
                encoder.embed(texts[: 2 * batch], batch, by_length)
            for _ in range(3):
                others, start = cpu_seconds(), time.perf_counter()
                encoder.embed(texts, batch, by_length)
                seconds = time.perf_counter() - start
                took[setting] = min(took[setting], seconds)
                # Once more if others had more than a fifth of a core.
                if others is None or cpu_seconds() - others < 0.2 * seconds:
                    break
    for encoder in encoders.values():
        encoder.close()
    ranking = sorted(took, key=took.get)
    for setting in ranking:
        graph, mode, batch, by_length = setting
        order = "sorted" if by_length else "unsorted"
        speed = len(texts) / took[setting]
        log(f"{graph:7} {mode:6} batch {batch:2} {order:8} {took[setting]:7.3f} s {speed:7.1f} texts/s")
    return ranking[0]


def cpu_seconds():
    """CPU seconds used on this machine by others (a hypervisor's too), or None."""
    try:
        with open("/proc/stat", encoding="ascii") as stat:
            user, nice, system, _idle, _wait, irq, softirq, steal = map(int, stat.readline().split()[1:9])
    except (OSError, ValueError):
        return None
    busy = user + nice + system + irq + softirq + steal
    return busy / os.sysconf("SC_CLK_TCK") - time.process_time()


def verify(args, paths, tokenizer):
    """Compares every graph with the reference; returns whether all is well."""
    import numpy as np

    reference = json.loads(pathlib.Path(args.verify).read_text(encoding="utf-8"))
    texts = reference["texts"]
    ids = [e.ids for e in tokenizer.encode_batch(texts)]
    same = ids == reference["token_ids"]
    log(f"token ids: {'the same' if same else 'DIFFERENT'}")
    wanted = np.array(reference["vectors"])
    good = same
    for (graph, path), mode in itertools.product(paths.items(), ("intra", "texts")):
        encoder = Encoder(path, tokenizer, args.threads, mode)
        for batch in (1,) if graph.endswith("1") else BATCHES:
            got = encoder.embed(texts, batch, True)[0].astype(np.float64)
            cosine = (got * wanted).sum(1) / np.linalg.norm(got, axis=1) / np.linalg.norm(wanted, axis=1)
            log(f"{graph:7} {mode:6} batch {batch:2}: cosine >= {cosine.min():.9f}, off by <= {abs(got - wanted).max():.1e}")
            good = good and cosine.min() > 0.9999
        encoder.close()
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True, help="folder of model.safetensors and tokenizer.json")
    parser.add_argument("--cache", type=pathlib.Path, required=True, help="folder for the ONNX graphs (540 MB in all)")
    parser.add_argument("--texts", type=pathlib.Path, help="file to read instead of standard input")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", default="auto", help="auto or a number")
    parser.add_argument("--graph", default="auto", choices=("auto", *GRAPHS))
    parser.add_argument("--mode", default="auto", choices=("auto", "intra", "texts"))
    parser.add_argument("--sort", default="auto", choices=("auto", "yes", "no"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--vectors", action="store_true", help="put the vectors into the line")
    parser.add_argument("--verify", metavar="REFERENCE", help="compare with reference.json and stop")
    args = parser.parse_args()
    if args.threads < 1 or args.runs < 1 or (args.batch != "auto" and int(args.batch) < 1):
        parser.error("--threads, --runs and --batch must be 1 or more")
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR)
    # Read by the tokenizers package when it makes its threads.
    os.environ["RAYON_NUM_THREADS"] = str(args.threads)
    os.environ["TOKENIZERS_PARALLELISM"] = "true" if args.threads > 1 else "false"

    import onnxruntime
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(str(args.model / "tokenizer.json"))
    # The file itself cuts at 128 tokens and pads to 128.
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    paths = graphs(args.model, args.cache, GRAPHS if args.graph == "auto" else (args.graph,))
    if args.verify:
        sys.exit(0 if verify(args, paths, tokenizer) else 1)

    texts = json.loads(args.texts.read_text(encoding="utf-8") if args.texts else sys.stdin.read())
    if not texts or not all(isinstance(t, str) for t in texts):
        sys.exit("the input is no JSON list of at least one string")
    graph, mode, batch, by_length = choose(args, paths, tokenizer, texts)
    encoder = Encoder(paths[graph], tokenizer, args.threads, mode)
    encoder.embed(texts[: 4 * batch], batch, by_length)
    seconds, tokenising = [], []
    others, begin = cpu_seconds(), time.perf_counter()
    for _ in range(args.runs):
        start = time.perf_counter()
        vectors, tokens = encoder.embed(texts, batch, by_length)
        seconds.append(time.perf_counter() - start)
        start = time.perf_counter()
        tokenizer.encode_batch(texts)
        tokenising.append(time.perf_counter() - start)
    others = None if others is None else (cpu_seconds() - others) / (time.perf_counter() - begin)
    encoder.close()
    best = min(seconds)
    line = {
        "peer": "onnxruntime",
        "version": onnxruntime.__version__,
        "texts": len(texts),
        "tokens": tokens,
        "seconds": round(best, 4),
        "texts_per_s": round(len(texts) / best, 2),
        "tokens_per_s": round(tokens / best, 1),
        "threads": args.threads,
        "graph": graph,
        "mode": mode,
        "batch": batch,
        "sorted": by_length,
        "tokenising_seconds": round(min(tokenising), 4),
        "all_seconds": [round(s, 4) for s in seconds],
        # Cores that other programs kept busy meanwhile: near 0 on a quiet machine.
        "other_load": others if others is None else round(max(others, 0.0), 2),
    }
    if args.vectors:
        line["vectors"] = [[float(f"{x:.6e}") for x in v] for v in vectors.tolist()]
    print(json.dumps(line))


if __name__ == "__main__":
    main()
