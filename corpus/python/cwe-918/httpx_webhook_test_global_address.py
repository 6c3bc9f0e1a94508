# seccoder-example: 1
# title: Send a test event to a webhook address in FastAPI with httpx
# guideline: Resolve the host once, refuse non-public addresses and connect to the checked one.
# cwe: CWE-918
# apis: httpx.AsyncClient.stream, ipaddress.IPv4Address.is_global, httpx.URL.copy_with
# applies: fastapi, httpx
# --- secure ---
import asyncio
import ipaddress
import socket
from typing import Annotated

import httpx
from fastapi import Body, FastAPI, HTTPException

app = FastAPI()


async def public_address(host: str) -> str:
    # IPv4 alone: several kinds of IPv6 addresses carry a private one inside.
    found = await asyncio.get_running_loop().getaddrinfo(host, 443, family=socket.AF_INET)
    address = ipaddress.IPv4Address(found[0][4][0])
    if not address.is_global or address.is_multicast:
        raise ValueError("not a public address")
    return str(address)


@app.post("/webhooks/test")
async def test_webhook(target: Annotated[str, Body(embed=True)]) -> dict[str, int]:
    try:
        url = httpx.URL(target)
        if url.scheme != "https" or url.port is not None or url.userinfo:
            raise ValueError("unsupported URL")
        host = url.raw_host.decode("ascii")
        # A second look-up could answer with another address, so this one is used.
        pinned = url.copy_with(host=await public_address(host))
    except (httpx.InvalidURL, OSError, ValueError):
        raise HTTPException(422, "unsupported address") from None
    options = {"headers": {"Host": host}, "extensions": {"sni_hostname": host}}
    try:
        async with asyncio.timeout(10), httpx.AsyncClient(trust_env=False) as client:
            async with client.stream("POST", pinned, json={"event": "test"}, **options) as answer:
                return {"status": answer.status_code}
    except (httpx.HTTPError, TimeoutError):
        raise HTTPException(502, "no answer") from None
# --- vulnerable ---
import asyncio
from typing import Annotated

import httpx
from fastapi import Body, FastAPI, HTTPException

app = FastAPI()


@app.post("/webhooks/test")
async def test_webhook(target: Annotated[str, Body(embed=True)]) -> dict[str, int]:
    try:
        url = httpx.URL(target)
        if url.scheme != "https" or url.port is not None or url.userinfo:
            raise ValueError("unsupported URL")
    except (httpx.InvalidURL, ValueError):
        raise HTTPException(422, "unsupported address") from None
    try:
        async with asyncio.timeout(10), httpx.AsyncClient(trust_env=False) as client:
            async with client.stream("POST", url, json={"event": "test"}) as answer:
                return {"status": answer.status_code}
    except (httpx.HTTPError, TimeoutError):
        raise HTTPException(502, "no answer") from None
