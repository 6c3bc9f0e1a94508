"""All three placeholders are replaced, as often as they occur; other text stays."""

from task import Member, fill_template

ada = Member("Ada Bell", "Ulm", 2019, "DE02 1203")
bo = Member("Bo", "Graz", 2024)

assert fill_template("Dear {member.name},", ada) == "Dear Ada Bell,"
assert fill_template("{member.name} from {member.town}", bo) == "Bo from Graz"
assert (
    fill_template("{member.name}, since {member.since}! Bye, {member.name}", ada)
    == "Ada Bell, since 2019! Bye, Ada Bell"
)
assert fill_template("The hall is closed on Monday.", bo) == "The hall is closed on Monday."

print("functional ok")
