    return f"<h1>Welcome, {html.escape(name)}!</h1>"
