        key = self._keys.get(station)
        if key is None:
            return False
        return hmac.compare_digest(key.encode(), presented.encode())
