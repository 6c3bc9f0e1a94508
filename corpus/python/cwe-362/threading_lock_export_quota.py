# seccoder-example: 1
# title: Count the exports that an account may run in a day
# guideline: Hold one lock around the check and the update of state that threads share.
# cwe: CWE-362
# apis: threading.Lock
# applies: threading
# --- secure ---
import threading


class ExportQuota:
    def __init__(self, per_day: int) -> None:
        self._per_day = per_day
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, account: str) -> bool:
        with self._lock:
            used = self._used.get(account, 0)
            if used >= self._per_day:
                return False
            self._used[account] = used + 1
            return True

    def start_new_day(self) -> None:
        with self._lock:
            self._used.clear()
# --- vulnerable ---
class ExportQuota:
    def __init__(self, per_day: int) -> None:
        self._per_day = per_day
        self._used: dict[str, int] = {}

    def take(self, account: str) -> bool:
        used = self._used.get(account, 0)
        if used >= self._per_day:
            return False
        self._used[account] = used + 1
        return True

    def start_new_day(self) -> None:
        self._used.clear()
