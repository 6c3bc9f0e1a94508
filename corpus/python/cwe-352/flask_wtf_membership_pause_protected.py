# seccoder-example: 1
# title: Pause a club membership from a Flask page
# guideline: Keep CSRFProtect on for every view that a signed-in browser can reach; exempt none.
# cwe: CWE-352
# apis: flask_wtf.csrf.CSRFProtect
# applies: flask, flask-wtf, flask-login
# --- secure ---
from flask import Flask, abort, request
from flask_login import current_user, login_required
from flask_wtf.csrf import CSRFProtect

from club.accounts import login_manager
from club.models import db

app = Flask(__name__)
app.config.from_prefixed_env()
db.init_app(app)
login_manager.init_app(app)
csrf = CSRFProtect(app)


@app.post("/membership/pause")
@login_required
def pause_membership():
    months = request.form.get("months", type=int)
    if months not in (1, 2, 3):
        abort(400)
    current_user.membership.pause(months)
    db.session.commit()
    return {"paused": months}
# --- vulnerable ---
from flask import Flask, abort, request
from flask_login import current_user, login_required
from flask_wtf.csrf import CSRFProtect

from club.accounts import login_manager
from club.models import db

app = Flask(__name__)
app.config.from_prefixed_env()
db.init_app(app)
login_manager.init_app(app)
csrf = CSRFProtect(app)


@app.post("/membership/pause")
@csrf.exempt
@login_required
def pause_membership():
    months = request.form.get("months", type=int)
    if months not in (1, 2, 3):
        abort(400)
    current_user.membership.pause(months)
    db.session.commit()
    return {"paused": months}
