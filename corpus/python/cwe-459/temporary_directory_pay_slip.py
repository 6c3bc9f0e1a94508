# seccoder-example: 1
# title: Convert a pay slip to PDF with an external program
# guideline: Hold private work files in a with TemporaryDirectory, which cleans up after errors too.
# cwe: CWE-459
# apis: tempfile.TemporaryDirectory, subprocess.run
# applies: subprocess
# --- secure ---
import subprocess
import tempfile
from pathlib import Path


def pay_slip_pdf(converter: list[str], text: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="payslip-") as folder:
        slip = Path(folder, "slip.txt")
        slip.write_text(text, encoding="utf-8")
        pdf = Path(folder, "slip.pdf")
        subprocess.run([*converter, slip, pdf], check=True, timeout=60)
        return pdf.read_bytes()
# --- vulnerable ---
import shutil
import subprocess
import tempfile
from pathlib import Path


def pay_slip_pdf(converter: list[str], text: str) -> bytes:
    folder = tempfile.mkdtemp(prefix="payslip-")
    slip = Path(folder, "slip.txt")
    slip.write_text(text, encoding="utf-8")
    pdf = Path(folder, "slip.pdf")
    subprocess.run([*converter, slip, pdf], check=True, timeout=60)
    data = pdf.read_bytes()
    shutil.rmtree(folder)
    return data
