"""Results and failures of handlers are answered."""

from task import answer


def broken(query):
    raise RuntimeError("sensor is off")


assert tuple(answer(lambda query: f"sunny in {query}", "Ulm")) == (200, "sunny in Ulm")
assert tuple(answer(lambda query: "", "")) == (200, "")
status, text = answer(broken, "Ulm")
assert status == 500 and isinstance(text, str) and text

print("functional ok")
