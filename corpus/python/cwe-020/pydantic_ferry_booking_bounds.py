# seccoder-example: 1
# title: Book places on a ferry in FastAPI
# guideline: Give every number of a request body its bounds with Field, and forbid unknown fields.
# cwe: CWE-20, CWE-1284
# apis: pydantic.Field, pydantic.ConfigDict
# applies: fastapi, pydantic
# --- secure ---
from decimal import Decimal

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from ferry.fares import FARES

app = FastAPI()


class Booking(BaseModel):
    model_config = ConfigDict(extra="forbid")
    crossing: str = Field(pattern=r"^[A-Z]{3}-[A-Z]{3}$")
    passengers: int = Field(ge=1, le=9)
    bicycles: int = Field(default=0, ge=0, le=9)


@app.post("/bookings/price")
def price(booking: Booking) -> dict[str, Decimal]:
    fare = FARES.get(booking.crossing)
    if fare is None:
        raise HTTPException(404, "no such crossing")
    total = booking.passengers * fare.person + booking.bicycles * fare.bicycle
    return {"total": total}
# --- vulnerable ---
from decimal import Decimal

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from ferry.fares import FARES

app = FastAPI()


class Booking(BaseModel):
    crossing: str
    passengers: int
    bicycles: int = 0


@app.post("/bookings/price")
def price(booking: Booking) -> dict[str, Decimal]:
    fare = FARES.get(booking.crossing)
    if fare is None:
        raise HTTPException(404, "no such crossing")
    total = booking.passengers * fare.person + booking.bicycles * fare.bicycle
    return {"total": total}
