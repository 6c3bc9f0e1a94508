# seccoder-example: 1
# title: Share an API with two front ends by CORS
# guideline: Name each trusted origin; a wildcard with credentials opens the API to every site.
# cwe: CWE-942
# apis: fastapi.middleware.cors.CORSMiddleware
# applies: fastapi, starlette
# --- secure ---
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI(title="Tournament results")
app.add_middleware(
    CORSMiddleware,
    allow_origins=["https://play.games.example", "https://admin.games.example"],
    allow_credentials=True,
    allow_methods=["GET", "POST"],
    allow_headers=["Content-Type", "X-CSRF-Token"],
    max_age=600,
)
# --- vulnerable ---
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI(title="Tournament results")
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
    max_age=600,
)
