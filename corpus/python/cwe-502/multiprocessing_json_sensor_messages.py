# seccoder-example: 1
# title: Exchange sensor readings over a multiprocessing connection
# guideline: Receive bytes and parse them as JSON; Connection.recv unpickles what the peer sent.
# cwe: CWE-502
# apis: multiprocessing.connection.Connection.recv_bytes, json.loads
# applies: multiprocessing, json
# --- secure ---
import json
from multiprocessing.connection import Connection

MAX_MESSAGE = 512


def send_reading(conn: Connection, sensor: str, celsius: float) -> None:
    conn.send_bytes(json.dumps([sensor, celsius]).encode())


def next_reading(conn: Connection) -> tuple[str, float]:
    reading = json.loads(conn.recv_bytes(MAX_MESSAGE))
    if not isinstance(reading, list) or len(reading) != 2:
        raise ValueError("a reading is a sensor and a temperature")
    sensor, celsius = reading
    if not isinstance(sensor, str) or not isinstance(celsius, float):
        raise ValueError("a reading is a sensor and a temperature")
    return sensor, celsius
# --- vulnerable ---
from multiprocessing.connection import Connection


def send_reading(conn: Connection, sensor: str, celsius: float) -> None:
    conn.send([sensor, celsius])


def next_reading(conn: Connection) -> tuple[str, float]:
    reading = conn.recv()
    if not isinstance(reading, list) or len(reading) != 2:
        raise ValueError("a reading is a sensor and a temperature")
    sensor, celsius = reading
    if not isinstance(sensor, str) or not isinstance(celsius, float):
        raise ValueError("a reading is a sensor and a temperature")
    return sensor, celsius
