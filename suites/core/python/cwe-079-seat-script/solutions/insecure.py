    return f"<script>SEATS = {json.dumps(seats)};</script>"
