# seccoder-example: 1
# title: Read a line from a greenhouse gateway over TLS
# guideline: Start from ssl.create_default_context, which checks certificates and host names.
# cwe: CWE-295
# apis: ssl.create_default_context, asyncio.open_connection
# applies: asyncio, standard library
# --- secure ---
import asyncio
import ssl


async def read_gateway(host: str, ca_file: str, command: bytes) -> bytes:
    context = ssl.create_default_context(cafile=ca_file)
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(host, 8883, ssl=context)
        try:
            writer.write(command + b"\n")
            await writer.drain()
            return await reader.readuntil(b"\n")
        finally:
            writer.close()
# --- vulnerable ---
import asyncio
import ssl


async def read_gateway(host: str, ca_file: str, command: bytes) -> bytes:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS)
    context.load_verify_locations(ca_file)
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(host, 8883, ssl=context)
        try:
            writer.write(command + b"\n")
            await writer.drain()
            return await reader.readuntil(b"\n")
        finally:
            writer.close()
