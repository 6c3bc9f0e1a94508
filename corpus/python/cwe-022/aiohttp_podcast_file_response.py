# seccoder-example: 1
# title: Send a podcast episode with aiohttp
# guideline: Resolve the requested path and require the media folder among its parents.
# cwe: CWE-22
# apis: aiohttp.web.FileResponse, pathlib.Path.resolve
# applies: aiohttp, pathlib
# --- secure ---
from pathlib import Path

from aiohttp import web

EPISODES = Path("/srv/podcast/episodes").resolve()
routes = web.RouteTableDef()


@routes.get("/episodes/{path:.+}")
async def send_episode(request: web.Request) -> web.FileResponse:
    try:
        audio = (EPISODES / request.match_info["path"]).resolve(strict=True)
    except (OSError, ValueError):
        raise web.HTTPNotFound() from None
    if EPISODES not in audio.parents or not audio.is_file():
        raise web.HTTPNotFound()
    return web.FileResponse(audio, headers={"X-Content-Type-Options": "nosniff"})
# --- vulnerable ---
from pathlib import Path

from aiohttp import web

EPISODES = Path("/srv/podcast/episodes").resolve()
routes = web.RouteTableDef()


@routes.get("/episodes/{path:.+}")
async def send_episode(request: web.Request) -> web.FileResponse:
    audio = EPISODES / request.match_info["path"]
    if not audio.is_file():
        raise web.HTTPNotFound()
    return web.FileResponse(audio, headers={"X-Content-Type-Options": "nosniff"})
