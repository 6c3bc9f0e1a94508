# Shows whether one bad line keeps the readings of everybody else out.
import logging
import sys

import example

logging.disable(logging.CRITICAL)
readings = {}
good = ['{"meter": "A7", "kwh": 12.5}', '{"meter": "B2", "kwh": 3}']
if sys.argv[1] == "benign":
    print(example.import_readings(good + ['{"meter": "C1", "kwh": NaN}'], readings), readings)
    sys.exit(0)
bad = ["{", "[]", "7", '{"meter": "X"}', '{"meter": "X", "kwh": null}', "[" * 100_000]
bad += ['{"meter": "X", "kwh": 1' + "0" * 400 + "}"]
try:
    rejected = example.import_readings(bad + good, readings)
except Exception as error:
    print("the import ended at a bad line:", type(error).__name__)
if len(readings) < 2:
    print("readings were lost:", readings)
    sys.exit(10)
print(rejected, readings)
