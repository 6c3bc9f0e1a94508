# seccoder-example: 1
# title: Unpack a gzip report sent by a wind turbine
# guideline: Limit the output while decompressing; a length checked afterwards comes too late.
# cwe: CWE-409
# apis: zlib.decompressobj, zlib.Decompress.decompress
# applies: zlib
# --- secure ---
import zlib

MAX_REPORT = 512 * 1024


def unpack_report(packed: bytes) -> str:
    inflater = zlib.decompressobj(wbits=31)
    report = inflater.decompress(packed, MAX_REPORT + 1)
    if len(report) > MAX_REPORT:
        raise ValueError("the report is too large")
    if not inflater.eof or inflater.unused_data:
        raise ValueError("the report is not one complete gzip file")
    return report.decode("utf-8")
# --- vulnerable ---
import gzip

MAX_REPORT = 512 * 1024


def unpack_report(packed: bytes) -> str:
    report = gzip.decompress(packed)
    if len(report) > MAX_REPORT:
        raise ValueError("the report is too large")
    return report.decode("utf-8")
