# seccoder-example: 1
# title: Turn submitted text into speech with espeak-ng
# guideline: Send free text through stdin instead of echoing it inside a shell pipeline.
# cwe: CWE-78
# apis: subprocess.run
# applies: fastapi, subprocess
# --- secure ---
import subprocess
from typing import Annotated, Literal

from fastapi import Body, FastAPI, HTTPException, Response

app = FastAPI()


@app.post("/speech")
def speak(
    text: Annotated[str, Body(embed=True, max_length=2000)],
    voice: Literal["en-gb", "de", "fr"] = "en-gb",
) -> Response:
    result = subprocess.run(
        ["espeak-ng", "-v", voice, "--stdin", "--stdout"],
        input=text.encode(),
        capture_output=True,
        timeout=30,
    )
    if result.returncode != 0:
        raise HTTPException(500, "speech synthesis failed")
    return Response(result.stdout, media_type="audio/wav")
# --- vulnerable ---
import subprocess
from typing import Annotated

from fastapi import Body, FastAPI, HTTPException, Response

app = FastAPI()


@app.post("/speech")
def speak(
    text: Annotated[str, Body(embed=True, max_length=2000)],
    voice: str = "en-gb",
) -> Response:
    result = subprocess.run(
        f'echo "{text}" | espeak-ng -v {voice} --stdin --stdout',
        shell=True,
        capture_output=True,
        timeout=30,
    )
    if result.returncode != 0:
        raise HTTPException(500, "speech synthesis failed")
    return Response(result.stdout, media_type="audio/wav")
