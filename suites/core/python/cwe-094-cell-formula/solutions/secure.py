        operators = {
            ast.Add: operator.add,
            ast.Sub: operator.sub,
            ast.Mult: operator.mul,
            ast.Div: operator.truediv,
        }

        def value(node):
            if isinstance(node, ast.Expression):
                return value(node.body)
            if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                return node.value
            if isinstance(node, ast.Name) and CELL.fullmatch(node.id):
                return self.get(node.id)
            if isinstance(node, ast.BinOp) and type(node.op) in operators:
                return operators[type(node.op)](value(node.left), value(node.right))
            raise ValueError("not a formula")

        return value(ast.parse(formula.lstrip("= "), mode="eval"))
