# seccoder-example: 1
# title: Accept a signed access token in a FastAPI dependency
# guideline: Fix the key source, algorithms, audience and issuer; take none of them from the token.
# cwe: CWE-347
# apis: jwt.decode, jwt.PyJWKClient.get_signing_key_from_jwt
# applies: fastapi, pyjwt
# --- secure ---
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

ISSUER = "https://id.clinic.example"
bearer = HTTPBearer()
keys = jwt.PyJWKClient(f"{ISSUER}/jwks.json", timeout=5)


def current_nurse(login: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> str:
    token = login.credentials
    try:
        claims = jwt.decode(
            token,
            keys.get_signing_key_from_jwt(token).key,
            algorithms=["RS256"],
            audience="ward-terminal",
            issuer=ISSUER,
            options={"require": ["exp", "sub"]},
        )
    except jwt.PyJWTError:
        raise HTTPException(401, "invalid token") from None
    return claims["sub"]
# --- vulnerable ---
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

ISSUER = "https://id.clinic.example"
bearer = HTTPBearer()


def current_nurse(login: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> str:
    token = login.credentials
    try:
        header = jwt.get_unverified_header(token)
        keys = jwt.PyJWKClient(header["jku"], timeout=5)
        claims = jwt.decode(
            token,
            keys.get_signing_key_from_jwt(token).key,
            algorithms=[header["alg"]],
            audience="ward-terminal",
            issuer=ISSUER,
            options={"require": ["exp", "sub"]},
        )
    except jwt.PyJWTError:
        raise HTTPException(401, "invalid token") from None
    return claims["sub"]
