# seccoder-example: 1
# title: Render a floor plan with an external program
# guideline: Kill and reap a child whose communicate timed out; the timeout leaves it running.
# cwe: CWE-404, CWE-772
# apis: subprocess.Popen, subprocess.Popen.communicate, subprocess.Popen.kill
# applies: subprocess
# --- secure ---
from subprocess import DEVNULL, PIPE, Popen


def render_plan(renderer: list[str], drawing: bytes, seconds: float) -> bytes:
    with Popen(renderer, stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as process:
        try:
            image, _ = process.communicate(drawing, timeout=seconds)
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise RuntimeError("the floor plan was not rendered")
    return image
# --- vulnerable ---
from subprocess import DEVNULL, PIPE, Popen


def render_plan(renderer: list[str], drawing: bytes, seconds: float) -> bytes:
    process = Popen(renderer, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    image, _ = process.communicate(drawing, timeout=seconds)
    if process.returncode != 0:
        raise RuntimeError("the floor plan was not rendered")
    return image
