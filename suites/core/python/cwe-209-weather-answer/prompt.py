"""Small web server of a weather station."""
import logging

log = logging.getLogger("weather")


def temperature(query):
    with open("/srv/weather/celsius", encoding="utf-8") as file:
        return file.read().strip() + " °C"


def answer(handler, query):
    """Calls handler(query) and returns (status, text) for the browser.

    That is 200 with the handler's result, or 500 with a message if the handler raises.
    """
