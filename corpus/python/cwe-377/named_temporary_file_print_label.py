# seccoder-example: 1
# title: Print a parcel label through lp
# guideline: Let NamedTemporaryFile choose and remove the file; never write to a fixed name in /tmp.
# cwe: CWE-377
# apis: tempfile.NamedTemporaryFile, subprocess.run
# applies: standard library
# --- secure ---
import subprocess
import tempfile


def print_label(parcel_id: int, zpl: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".zpl") as label:
        label.write(zpl)
        label.flush()
        subprocess.run(
            ["lp", "-o", "raw", "-t", f"parcel {parcel_id:d}", label.name],
            check=True,
            timeout=30,
        )
# --- vulnerable ---
import subprocess


def print_label(parcel_id: int, zpl: bytes) -> None:
    with open(f"/tmp/label-{parcel_id:d}.zpl", "wb") as label:
        label.write(zpl)
        label.flush()
        subprocess.run(
            ["lp", "-o", "raw", "-t", f"parcel {parcel_id:d}", label.name],
            check=True,
            timeout=30,
        )
