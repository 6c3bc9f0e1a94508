# seccoder-example: 1
# title: Find a campsite booking by reference and surname with pymongo
# guideline: Require strings and compare with $eq, so that a JSON object cannot act as an operator.
# cwe: CWE-943
# apis: pymongo.collection.Collection.find_one, flask.Request.get_json
# applies: flask, pymongo
# --- secure ---
from flask import Flask, abort, jsonify, request
from pymongo import MongoClient

app = Flask(__name__)
app.config.from_prefixed_env()
bookings = MongoClient(app.config["MONGO_URL"]).campsite.bookings


@app.post("/bookings/find")
def find_booking():
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400)
    reference, surname = body.get("reference"), body.get("surname")
    if not isinstance(reference, str) or not isinstance(surname, str):
        abort(400)
    booking = bookings.find_one(
        {"reference": {"$eq": reference}, "surname": {"$eq": surname}},
        {"_id": 0, "pitch": 1, "nights": 1},
    )
    if booking is None:
        abort(404)
    return jsonify(booking)
# --- vulnerable ---
from flask import Flask, abort, jsonify, request
from pymongo import MongoClient

app = Flask(__name__)
app.config.from_prefixed_env()
bookings = MongoClient(app.config["MONGO_URL"]).campsite.bookings


@app.post("/bookings/find")
def find_booking():
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400)
    reference, surname = body.get("reference"), body.get("surname")
    if not reference or not surname:
        abort(400)
    booking = bookings.find_one(
        {"reference": reference, "surname": surname},
        {"_id": 0, "pitch": 1, "nights": 1},
    )
    if booking is None:
        abort(404)
    return jsonify(booking)
