"""Tokens are found again, also several of them and after a change."""

import os

from task import load_token, save_token

os.mkdir("home")
save_token("home", "eu.parcel.example", "tok-1")
assert load_token("home", "eu.parcel.example") == "tok-1"
assert load_token("home", "us.parcel.example") is None

save_token("home", "us.parcel.example", "tok-2")
assert load_token("home", "us.parcel.example") == "tok-2"
assert load_token("home", "eu.parcel.example") == "tok-1"

save_token("home", "eu.parcel.example", "t3")
assert load_token("home", "eu.parcel.example") == "t3"
assert load_token("home", "us.parcel.example") == "tok-2"

os.makedirs("home2/.parcel")
save_token("home2", "eu.parcel.example", "tok-4")
assert load_token("home2", "eu.parcel.example") == "tok-4"

print("functional ok")
