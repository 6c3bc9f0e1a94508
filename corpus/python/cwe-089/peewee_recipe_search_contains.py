# seccoder-example: 1
# title: Search recipes by a word of their title with peewee
# guideline: Use the ORM's own operators; a raw SQL() fragment takes its text as it is.
# cwe: CWE-89
# apis: peewee.Field.contains, peewee.Model.select
# applies: peewee
# --- secure ---
from peewee import fn

from kitchen.models import Recipe


def search_recipes(word: str, max_minutes: int) -> list[Recipe]:
    query = (
        Recipe.select(Recipe.id, Recipe.title)
        .where(Recipe.title.contains(word), Recipe.minutes <= max_minutes)
        .order_by(fn.LOWER(Recipe.title))
        .limit(50)
    )
    return list(query)
# --- vulnerable ---
from peewee import SQL, fn

from kitchen.models import Recipe


def search_recipes(word: str, max_minutes: int) -> list[Recipe]:
    query = (
        Recipe.select(Recipe.id, Recipe.title)
        .where(SQL(f"title LIKE '%{word}%'"), Recipe.minutes <= max_minutes)
        .order_by(fn.LOWER(Recipe.title))
        .limit(50)
    )
    return list(query)
