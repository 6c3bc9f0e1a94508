    return f"<h1>Welcome, {name}!</h1>"
