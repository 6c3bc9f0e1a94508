        pass
