#!/usr/bin/env python3
"""The official OpenAI client for Python against an OpenAI-compatible server.

    openai_python.py http://127.0.0.1:8383/v1 --model qwen2.5-coder-0.5b --through local

Prints a line for every check; exits 1 if one failed. --through says what is asked: "local" is
the proxy with an engine of its own, "proxy" the proxy before another server, and "bare" that
other server without the proxy, which shows that a failing check is the proxy's doing.
"""

import argparse
import sys

import openai

BEFORE = '''import sqlite3


def orders_of(db: sqlite3.Connection, customer: str) -> list:
    """The orders of a customer."""
'''
AFTER = "\n    return rows\n"
TASK = "Write a Python function that looks a user up by name in SQLite."
TOOL = {
    "type": "function",
    "function": {
        "name": "read_file",
        "description": "Read a file of the project.",
        "parameters": {
            "type": "object",
            "properties": {"path": {"type": "string"}},
            "required": ["path"],
        },
    },
}


class Checks:
    """Runs checks and counts them; one that fails does not stop the others."""

    def __init__(self, where: str):
        self.where = where
        self.failed = 0

    def check(self, name: str, run) -> None:
        try:
            detail = run()
        except Exception as error:  # noqa: BLE001: whatever goes wrong is the result
            self.failed += 1
            print(f"FAIL python/{self.where}: {name}: {type(error).__name__}: {error}", flush=True)
        else:
            shown = f" ({detail})" if detail else ""
            print(f"ok   python/{self.where}: {name}{shown}", flush=True)


def must(condition, words) -> None:
    """assert, which -O would leave out."""
    if not condition:
        raise AssertionError(words)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base_url")
    parser.add_argument("--model", required=True)
    parser.add_argument("--through", choices=["local", "proxy", "bare"], required=True)
    return parser.parse_args()


def main() -> int:
    args = arguments()
    local, bare = args.through == "local", args.through == "bare"
    checks = Checks(args.through)
    client = openai.OpenAI(base_url=args.base_url, api_key="none", max_retries=0, timeout=300)
    completion = {"model": args.model, "prompt": BEFORE, "max_tokens": 24, "temperature": 0}
    chat = {
        "model": args.model,
        "messages": [{"role": "user", "content": TASK}],
        "max_tokens": 24,
        "temperature": 0,
    }

    def models():
        ids = [model.id for model in client.models.list()]
        must(args.model in ids, f"{args.model} is not among {ids}")
        return ", ".join(ids)

    def completed():
        answer = client.completions.create(**completion)
        must(answer.choices[0].text.strip(), "no text")
        must(answer.choices[0].finish_reason in ("stop", "length"), answer.choices[0].finish_reason)
        must(answer.usage.completion_tokens > 0, "no tokens are counted")

    def completed_streaming():
        events = list(client.completions.create(**completion, stream=True))
        text = "".join(c.text for event in events for c in event.choices)
        must(text.strip(), "no text")
        must(len(events) > 1, "it came in one piece")
        reasons = [c.finish_reason for event in events for c in event.choices if c.finish_reason]
        must(len(reasons) == 1, f"reasons to finish: {reasons}")
        return f"{len(events)} events"

    def filled():
        answer = client.completions.create(**completion, suffix=AFTER)
        must(answer.choices[0].text.strip(), "no text")

    def filled_streaming():
        events = list(client.completions.create(**completion, suffix=AFTER, stream=True))
        must("".join(c.text for event in events for c in event.choices).strip(), "no text")

    def fim_tokens():
        prompt = f"<|fim_prefix|>{BEFORE}<|fim_suffix|>{AFTER}<|fim_middle|>"
        answer = client.completions.create(**{**completion, "prompt": prompt})
        must(answer.choices[0].text.strip(), "no text")
        must("<|fim_" not in answer.choices[0].text, "it repeats the tokens")

    def chatted():
        answer = client.chat.completions.create(**chat)
        must(answer.choices[0].message.role == "assistant", answer.choices[0].message.role)
        must(answer.choices[0].message.content.strip(), "no text")
        must(answer.usage.total_tokens > 0, "no tokens are counted")

    def chatted_streaming():
        events = list(client.chat.completions.create(**chat, stream=True))
        text = "".join(c.delta.content or "" for event in events for c in event.choices)
        must(text.strip(), "no text")
        reasons = [c.finish_reason for event in events for c in event.choices if c.finish_reason]
        must(len(reasons) == 1, f"reasons to finish: {reasons}")
        return f"{len(events)} events"

    def parts():
        content = [{"type": "text", "text": TASK}]
        messages = [{"role": "user", "content": content}]
        answer = client.chat.completions.create(**{**chat, "messages": messages})
        must(answer.choices[0].message.content.strip(), "no text")

    def left_early():
        with client.chat.completions.create(**{**chat, "max_tokens": 400}, stream=True) as stream:
            next(iter(stream))
        # The server is free again: the answer that nobody reads is not written to its end first.
        must(client.completions.create(**completion).choices[0].text.strip(), "no text")

    def embedded():
        answer = client.embeddings.create(model=args.model, input=["def f(): pass", "SELECT 1"])
        must(len(answer.data) == 2, f"{len(answer.data)} vectors")
        length = len(answer.data[0].embedding)
        must(length > 1, "empty vectors")
        must(len(answer.data[1].embedding) == length, "vectors of different lengths")
        return f"{length} numbers each"

    def other_error():
        # Started for completions, the second server has no embeddings. Whatever it says of that
        # is an error that has to arrive, and the proxy has no opinion of its own about it.
        try:
            client.embeddings.create(model=args.model, input="def f(): pass")
        except openai.APIStatusError as error:
            must("seccoder" not in str(error).lower(), error)
            return str(error.status_code)
        raise AssertionError("it has embeddings after all")

    def headers():
        raw = client.completions.with_raw_response.create(**completion)
        shown = raw.headers.get("x-seccoder")
        must(shown in ("shown", "nothing"), f"x-seccoder: {shown}")
        if shown == "nothing":
            why = raw.headers.get("x-seccoder-why")
            must(why, "nothing is shown, and no reason is given")
            return f"nothing, because {why}"
        demonstrations = raw.headers.get("x-seccoder-demonstrations")
        must(demonstrations, "it does not say what is shown")
        must(raw.parse().choices[0].text.strip(), "no text")
        return demonstrations

    def always_shown():
        # The paper's method has no threshold: it shows the nearest example, if it had the time.
        raw = client.completions.with_raw_response.create(
            **completion, extra_headers={"x-seccoder-method": "seccoder"}
        )
        shown, why = raw.headers.get("x-seccoder"), raw.headers.get("x-seccoder-why")
        must(shown == "shown" or why == "deadline", f"x-seccoder: {shown}, why: {why}")
        return shown if shown == "shown" else why

    def switched_off():
        raw = client.completions.with_raw_response.create(
            **completion, extra_headers={"x-seccoder": "off"}
        )
        must(raw.headers.get("x-seccoder") == "nothing", raw.headers.get("x-seccoder"))
        must(raw.headers.get("x-seccoder-why") == "off", raw.headers.get("x-seccoder-why"))

    def switched_off_in_the_body():
        raw = client.chat.completions.with_raw_response.create(
            **chat, extra_body={"seccoder": {"off": True}}
        )
        must(raw.headers.get("x-seccoder-why") == "off", raw.headers.get("x-seccoder-why"))

    def reported():
        answer = client.completions.create(**completion, extra_body={"seccoder": {"report": True}})
        report = (answer.model_extra or {}).get("seccoder")
        must(isinstance(report, dict), f"seccoder: {report!r}")
        must("method" in report, f"a report of {sorted(report)}")

    def wrong_switch():
        try:
            client.completions.create(**completion, extra_body={"seccoder": {"methd": "auto"}})
        except openai.BadRequestError as error:
            return f"400: {error.body['message'] if isinstance(error.body, dict) else error}"
        raise AssertionError("a misspelt switch was taken")

    def unknown_model():
        try:
            client.completions.create(**{**completion, "model": "no-such-model"})
        except openai.NotFoundError as error:
            must("no-such-model" in str(error) or args.model in str(error), error)
            return "404"
        raise AssertionError("a model that is not there answered")

    def tools_refused():
        try:
            client.chat.completions.create(**chat, tools=[TOOL])
        except openai.BadRequestError as error:
            must("tools" in str(error), error)
            return "400"
        raise AssertionError("tools were silently ignored")

    def tool_called():
        # The tool is demanded, so that the answer does not hang on how clever a small model is.
        messages = [{"role": "user", "content": "Read the file app.py and fix the SQL query in it."}]
        answer = client.chat.completions.create(
            model=args.model,
            messages=messages,
            tools=[TOOL],
            tool_choice={"type": "function", "function": {"name": "read_file"}},
            max_tokens=64,
            temperature=0,
        )
        calls = answer.choices[0].message.tool_calls
        must(calls and calls[0].function.name == "read_file", f"tool calls: {calls}")
        return calls[0].function.arguments.strip()

    checks.check("models are listed", models)
    checks.check("completion", completed)
    checks.check("completion, streamed", completed_streaming)
    checks.check("fill in the middle by suffix", filled)
    checks.check("fill in the middle by suffix, streamed", filled_streaming)
    checks.check("fill in the middle by the model's tokens", fim_tokens)
    checks.check("chat", chatted)
    checks.check("chat, streamed", chatted_streaming)
    checks.check("a stream that is left early", left_early)
    if not bare:
        checks.check("headers say what was shown", headers)
        checks.check("a method by header", always_shown)
        checks.check("off by header", switched_off)
        checks.check("off in the body", switched_off_in_the_body)
        checks.check("a report in the answer", reported)
        checks.check("a misspelt switch is an error", wrong_switch)
    if local:
        # The second server hands the parts to a chat template that takes text alone.
        checks.check("chat in parts", parts)
        checks.check("embeddings", embedded)
        checks.check("an unknown model is an error", unknown_model)
        checks.check("tools are refused, not ignored", tools_refused)
    else:
        checks.check("a tool call passes through", tool_called)
        checks.check("an error of the server passes through", other_error)
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
