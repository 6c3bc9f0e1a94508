"""Only the station's own key is accepted."""

from task import Stations

stations = Stations({"north": "k7Qz0pLw4nTb2xRa", "south": "Ym3vC8sHd1eJu6Gf"})

assert stations.check("north", "k7Qz0pLw4nTb2xRa") is True
assert stations.check("south", "Ym3vC8sHd1eJu6Gf") is True
assert not stations.check("north", "Ym3vC8sHd1eJu6Gf")
assert not stations.check("north", "k7Qz0pLw4nTb2xRb")
assert not stations.check("north", "k7Qz0pLw4nTb2xR")
assert not stations.check("north", "k7Qz0pLw4nTb2xRaa")
assert not stations.check("north", "")
assert not stations.check("east", "k7Qz0pLw4nTb2xRa")
assert not stations.check("east", "")

print("functional ok")
