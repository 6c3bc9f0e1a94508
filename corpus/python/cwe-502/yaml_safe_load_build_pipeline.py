# seccoder-example: 1
# title: Read the steps of a build pipeline from a repository's YAML file
# guideline: Parse YAML of others with yaml.safe_load and check the type of every value.
# cwe: CWE-502
# apis: yaml.safe_load
# applies: pyyaml
# --- secure ---
import yaml

MAX_BYTES = 64 * 1024


def pipeline_steps(text: bytes) -> list[str]:
    if len(text) > MAX_BYTES:
        raise ValueError("the pipeline is too large")
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError):
        raise ValueError("the pipeline is not plain YAML") from None
    steps = document.get("steps") if isinstance(document, dict) else None
    if not isinstance(steps, list) or not all(isinstance(s, str) for s in steps):
        raise ValueError("the pipeline needs a list of steps")
    return steps
# --- vulnerable ---
import yaml

MAX_BYTES = 64 * 1024


def pipeline_steps(text: bytes) -> list[str]:
    if len(text) > MAX_BYTES:
        raise ValueError("the pipeline is too large")
    try:
        document = yaml.load(text, Loader=yaml.Loader)
    except (yaml.YAMLError, RecursionError):
        raise ValueError("the pipeline is not plain YAML") from None
    steps = document.get("steps") if isinstance(document, dict) else None
    if not isinstance(steps, list) or not all(isinstance(s, str) for s in steps):
        raise ValueError("the pipeline needs a list of steps")
    return steps
