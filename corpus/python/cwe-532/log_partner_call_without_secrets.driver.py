# The credentials of a call stand in the log.
import io
import logging
import sys

import example

stream = io.StringIO()
logging.basicConfig(stream=stream, level=logging.INFO, format="%(message)s")
if sys.argv[1] == "benign":
    example.log_call("GET", "https://api.bank.example/rates", {"User-Agent": "till/2"}, 200)
    text = stream.getvalue()
    print([part in text for part in ("GET", "api.bank.example", "/rates", "200", "till/2")])
    print(text.count("\n"))
else:
    example.log_call(
        "POST",
        "https://clerk:pw-4711@api.bank.example/pay?access_token=query-4711",
        {"Authorization": "Bearer head-4711", "Cookie": "session=cookie-4711"},
        201,
    )
    if "4711" in stream.getvalue():
        print("logged:", stream.getvalue().strip())
        sys.exit(10)
