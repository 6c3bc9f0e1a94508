# An object in the request must not act as an operator of the database's queries.
# The collection here follows MongoDB's rules for $eq, $ne and $gt.
import sys
import types

BOOKINGS = [
    {"_id": 1, "reference": "K7Q2", "surname": "Lind", "pitch": 14, "nights": 3},
    {"_id": 2, "reference": "M0X9", "surname": "Sato", "pitch": 2, "nights": 7},
]
OPERATORS = {
    "$eq": lambda value, wanted: value == wanted,
    "$ne": lambda value, wanted: value != wanted,
    "$gt": lambda value, wanted: type(value) is type(wanted) and value > wanted,
}


def matches(value, wanted):
    if isinstance(wanted, dict) and wanted and all(key.startswith("$") for key in wanted):
        return all(OPERATORS[key](value, item) for key, item in wanted.items())
    return value == wanted


class Collection:
    def find_one(self, query, fields):
        for row in BOOKINGS:
            if all(matches(row.get(key), wanted) for key, wanted in query.items()):
                return {key: row[key] for key, shown in fields.items() if shown}
        return None


class App:
    def __init__(self, name):
        self.config = Config()

    def post(self, rule):
        return lambda view: view


class Config(dict):
    def from_prefixed_env(self):
        self["MONGO_URL"] = "mongodb://localhost"


class Refused(Exception):
    pass


def abort(code):
    raise Refused(code)


def client(url):
    return types.SimpleNamespace(campsite=types.SimpleNamespace(bookings=Collection()))


request = types.SimpleNamespace(get_json=None)
flask = types.ModuleType("flask")
flask.Flask, flask.abort, flask.jsonify, flask.request = App, abort, dict, request
pymongo = types.ModuleType("pymongo")
pymongo.MongoClient = client
sys.modules.update(flask=flask, pymongo=pymongo)

from example import find_booking


def find(body):
    request.get_json = lambda: body
    try:
        return find_booking()
    except Refused as refused:
        return str(refused)


if sys.argv[1] == "benign":
    print(find({"reference": "M0X9", "surname": "Sato"}))
    print(find({"reference": "M0X9", "surname": "Lind"}), find({}), find(["M0X9"]))
else:
    for value in ({"$ne": ""}, {"$gt": ""}):
        found = find({"reference": value, "surname": value})
        if isinstance(found, dict):
            print("a booking without its reference:", found)
            sys.exit(10)
