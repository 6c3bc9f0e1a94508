# Shows whether options reach what the owner must not set, or the class itself.
import sys

import example

display = example.Display()
if sys.argv[1] == "benign":
    example.set_option(display, "screen.brightness", 85)
    example.set_option(display, "screen.units", "imperial")
    example.set_option(display, "sound.volume", 0)
    print(display)
    sys.exit(0)
for option, value in (
    ("service_mode", True),
    ("screen.__class__.__repr__", None),
    ("set_option.__globals__", {}),
    ("screen.brightness", 4000),
):
    try:
        example.set_option(display, option, value)
    except (ValueError, AttributeError):
        print("refused:", option)
        continue
    print("set from outside:", option)
    sys.exit(10)
