# seccoder-example: 1
# title: Apply changed options to a weather display
# guideline: Look every option up in a table; never walk attributes along a name from outside.
# cwe: CWE-915
# apis: setattr, getattr
# applies: standard library
# --- secure ---
from dataclasses import dataclass, field

OPTIONS = {
    "screen.brightness": range(0, 101),
    "screen.units": ("metric", "imperial"),
    "sound.volume": range(0, 11),
}


@dataclass
class Screen:
    brightness: int = 60
    units: str = "metric"


@dataclass
class Sound:
    volume: int = 3


@dataclass
class Display:
    screen: Screen = field(default_factory=Screen)
    sound: Sound = field(default_factory=Sound)
    service_mode: bool = False


def set_option(display: Display, option: str, value: object) -> None:
    if option not in OPTIONS or value not in OPTIONS[option]:
        raise ValueError("unknown option or value")
    section, _, name = option.partition(".")
    setattr(getattr(display, section), name, value)
# --- vulnerable ---
from dataclasses import dataclass, field


@dataclass
class Screen:
    brightness: int = 60
    units: str = "metric"


@dataclass
class Sound:
    volume: int = 3


@dataclass
class Display:
    screen: Screen = field(default_factory=Screen)
    sound: Sound = field(default_factory=Sound)
    service_mode: bool = False


def set_option(display: Display, option: str, value: object) -> None:
    target = display
    *sections, name = option.split(".")
    for section in sections:
        target = getattr(target, section)
    setattr(target, name, value)
