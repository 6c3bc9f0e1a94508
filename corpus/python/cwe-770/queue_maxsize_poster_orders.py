# seccoder-example: 1
# title: Queue poster orders for a slow printer
# guideline: Give a queue that clients fill a maxsize, and refuse work when it is full.
# cwe: CWE-770
# apis: queue.Queue, queue.Queue.put_nowait
# applies: queue, threading
# --- secure ---
import queue
from collections.abc import Callable

MAX_WAITING = 500
orders: queue.Queue[tuple[str, int]] = queue.Queue(maxsize=MAX_WAITING)


def submit(motif: str, copies: int) -> bool:
    if len(motif) > 100 or not 1 <= copies <= 50:
        raise ValueError("not a poster order")
    try:
        orders.put_nowait((motif, copies))
    except queue.Full:
        return False
    return True


def print_next(print_poster: Callable[[str, int], None]) -> None:
    motif, copies = orders.get()
    try:
        print_poster(motif, copies)
    finally:
        orders.task_done()
# --- vulnerable ---
import queue
from collections.abc import Callable

orders: queue.Queue[tuple[str, int]] = queue.Queue()


def submit(motif: str, copies: int) -> bool:
    if len(motif) > 100 or not 1 <= copies <= 50:
        raise ValueError("not a poster order")
    orders.put((motif, copies))
    return True


def print_next(print_poster: Callable[[str, int], None]) -> None:
    motif, copies = orders.get()
    try:
        print_poster(motif, copies)
    finally:
        orders.task_done()
