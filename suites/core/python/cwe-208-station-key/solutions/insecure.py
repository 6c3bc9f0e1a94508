        return station in self._keys and self._keys[station] == presented
