# seccoder-example: 1
# title: Set the session cookie after sign-in in FastAPI
# guideline: Send session cookies with secure, httponly and samesite.
# cwe: CWE-614, CWE-1004
# apis: fastapi.Response.set_cookie
# applies: fastapi
# --- secure ---
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Response
from fastapi.security import OAuth2PasswordRequestForm

from clinic.accounts import authenticate, open_session

router = APIRouter()


@router.post("/session", status_code=204)
def sign_in(
    form: Annotated[OAuth2PasswordRequestForm, Depends()], response: Response
) -> None:
    account = authenticate(form.username, form.password)
    if account is None:
        raise HTTPException(401, "wrong name or password")
    response.set_cookie(
        "session",
        open_session(account.id),
        max_age=8 * 3600,
        secure=True,
        httponly=True,
        samesite="lax",
    )
# --- vulnerable ---
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Response
from fastapi.security import OAuth2PasswordRequestForm

from clinic.accounts import authenticate, open_session

router = APIRouter()


@router.post("/session", status_code=204)
def sign_in(
    form: Annotated[OAuth2PasswordRequestForm, Depends()], response: Response
) -> None:
    account = authenticate(form.username, form.password)
    if account is None:
        raise HTTPException(401, "wrong name or password")
    response.set_cookie(
        "session",
        open_session(account.id),
        max_age=8 * 3600,
    )
