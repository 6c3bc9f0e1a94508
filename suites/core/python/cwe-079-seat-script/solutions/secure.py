    text = json.dumps(seats).replace("<", "\\u003c")
    return f"<script>SEATS = {text};</script>"
