# Shows whether two requests at the same time pass a quota of one.
import sys
import threading

import example

if sys.argv[1] == "benign":
    quota = example.ExportQuota(2)
    print([quota.take("north") for _ in range(3)], quota.take("south"))
    quota.start_new_day()
    print(quota.take("north"))
    sys.exit(0)

meet = threading.Barrier(2)


class SlowDict(dict):
    # Another thread gets its turn right after a read.
    def get(self, key, default=None):
        value = super().get(key, default)
        try:
            meet.wait(1)
        except threading.BrokenBarrierError:
            pass
        return value


quota = example.ExportQuota(1)
quota._used = SlowDict()
answers = []
threads = [
    threading.Thread(target=lambda: answers.append(quota.take("north"))) for _ in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
if answers.count(True) > 1:
    print("two exports passed a quota of one")
    sys.exit(10)
