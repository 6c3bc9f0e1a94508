        expression = CELL.sub(lambda match: str(self.get(match.group())), formula.lstrip("="))
        return eval(expression)
