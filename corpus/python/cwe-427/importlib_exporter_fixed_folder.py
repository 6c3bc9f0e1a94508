# seccoder-example: 1
# title: Load a contact exporter from the program's plug-in folder
# guideline: Load plug-ins from a folder beside the program, never from the working folder.
# cwe: CWE-427, CWE-426
# apis: importlib.util.spec_from_file_location, pathlib.Path.resolve
# applies: importlib
# --- secure ---
import importlib.util
from pathlib import Path
from types import ModuleType

EXPORTERS = Path(__file__).resolve().parent / "exporters"
FORMATS = frozenset({"hcard", "ldif"})


def load_exporter(name: str) -> ModuleType:
    if name not in FORMATS:
        raise ValueError("unknown export format")
    path = EXPORTERS / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"exporter_{name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
# --- vulnerable ---
import importlib
import os
import sys
from types import ModuleType

FORMATS = frozenset({"hcard", "ldif"})


def load_exporter(name: str) -> ModuleType:
    if name not in FORMATS:
        raise ValueError("unknown export format")
    folder = os.path.join(os.getcwd(), "exporters")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)
