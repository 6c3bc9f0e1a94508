# seccoder-example: 1
# title: Answer unexpected errors of a Flask service
# guideline: Log the exception and answer with an incident number, never with its text or trace.
# cwe: CWE-209
# apis: flask.Flask.errorhandler, logging.Logger.error
# applies: flask
# --- secure ---
import secrets

from flask import Flask, jsonify
from werkzeug.exceptions import HTTPException

app = Flask(__name__)


@app.errorhandler(Exception)
def answer_error(error: Exception):
    if isinstance(error, HTTPException):
        return error
    incident = secrets.token_hex(6)
    app.logger.error("incident %s", incident, exc_info=error)
    return jsonify(error="internal error", incident=incident), 500
# --- vulnerable ---
import traceback

from flask import Flask, jsonify
from werkzeug.exceptions import HTTPException

app = Flask(__name__)


@app.errorhandler(Exception)
def answer_error(error: Exception):
    if isinstance(error, HTTPException):
        return error
    app.logger.error("request failed", exc_info=error)
    return jsonify(error=str(error), trace=traceback.format_exc()), 500
