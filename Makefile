# SecCoder. Each goal does its own set-up: system packages, build, models.
#
#   make demo     complete examples/orders.py with a real code model
#   make test     every test, with a real code model, and the linters
#   make oracles  the analyzers that evaluation and the admission gate use
#   make services the PostgreSQL server that tests and measurements run against
#   make bench    speed, as ratios against what one would use instead
#   make soak     the long versions of the endurance tests
#   make clients  the official OpenAI and MCP clients against `seccoder serve` and `mcp`
#   make docs     the pages about the database, after a change of the corpus
#   make install  put `seccoder` into cargo's bin folder
#
# `make YES=1 demo` installs missing system packages without asking.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
SECCODER := target/release/seccoder
DEMO_MODEL ?= qwen2.5-coder-1.5b
TEST_MODEL := qwen2.5-coder-0.5b
EMBEDDER := all-minilm-l6-v2

.PHONY: demo test bench soak clients docs install setup build oracles services lint deny clean

setup:
	@scripts/system-packages $(if $(YES),-y)

build: setup
	cargo build --release --locked

demo: build
	$(SECCODER) model pull $(EMBEDDER)
	$(SECCODER) model pull $(DEMO_MODEL)
	@echo
	@echo '--- examples/orders.py ---'
	@cat examples/orders.py
	@echo '--- completed with a secure demonstration ($(DEMO_MODEL), offline) ---'
	@$(SECCODER) complete examples/orders.py --model $(DEMO_MODEL) --offline --explain --timings

oracles:
	@scripts/system-packages --evaluation $(if $(YES),-y)
	scripts/semgrep

services: setup
	@scripts/postgres

# The tests print their counts; anything but success stops make.
test: build lint oracles services
	$(SECCODER) model pull $(EMBEDDER)
	$(SECCODER) model pull $(TEST_MODEL)
	cargo test --release --locked --workspace

lint: setup
	cargo fmt --all --check
	cargo clippy --release --locked --workspace --all-targets -- -D warnings

soak: build oracles services
	$(SECCODER) model pull $(EMBEDDER)
	$(SECCODER) model pull $(TEST_MODEL)
	SECCODER_SOAK=1 cargo test --release --locked --workspace soak

bench: build oracles
	@# Without it the rows about PostgreSQL are skipped.
	-scripts/postgres
	$(SECCODER) model pull $(EMBEDDER)
	$(SECCODER) model pull $(TEST_MODEL)
	@# Without them the rows about prefixes and larger embedders are skipped.
	-$(SECCODER) model pull smollm2-135m
	-$(SECCODER) model pull all-mpnet-base-v2
	cargo bench --locked -p seccoder-cli

# Its first run builds a second server to talk to: 5 to 20 minutes.
clients: build
	scripts/clients/run $(SECCODER)

docs: build
	scripts/corpus-page $(SECCODER)

deny:
	command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
	cargo deny check

install: setup
	cargo install --locked --path crates/seccoder-cli

clean:
	cargo clean
