# seccoder-example: 1
# title: Grab a poster frame from a video with ffmpeg
# guideline: Use create_subprocess_exec with separate arguments and a file: prefix on paths.
# cwe: CWE-78
# apis: asyncio.create_subprocess_exec
# applies: asyncio, ffmpeg
# --- secure ---
import asyncio
from asyncio.subprocess import PIPE
from pathlib import Path


async def grab_poster(video: Path, second: float, poster: Path) -> None:
    # Naming the demuxer keeps ffmpeg from opening playlists.
    process = await asyncio.create_subprocess_exec(
        "ffmpeg", "-nostdin", "-loglevel", "error", "-y",
        "-ss", f"{second:.2f}", "-f", "mp4", "-i", f"file:{video}",
        "-frames:v", "1", "-update", "1", f"file:{poster}",
        stderr=PIPE,
    )
    try:
        async with asyncio.timeout(60):
            _, stderr = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise RuntimeError(stderr.decode(errors="replace"))
# --- vulnerable ---
import asyncio
from asyncio.subprocess import PIPE
from pathlib import Path


async def grab_poster(video: Path, second: float, poster: Path) -> None:
    process = await asyncio.create_subprocess_shell(
        f'ffmpeg -nostdin -loglevel error -y -ss {second} -i "{video}"'
        f' -frames:v 1 -update 1 "{poster}"',
        stderr=PIPE,
    )
    try:
        async with asyncio.timeout(60):
            _, stderr = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise RuntimeError(stderr.decode(errors="replace"))
