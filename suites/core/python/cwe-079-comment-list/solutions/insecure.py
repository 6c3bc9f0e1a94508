    if not comments:
        return "<p>No comments yet.</p>"
    html = '<ul class="comments">'
    for comment in comments:
        html += (
            f'<li data-author="{comment["author"]}"><b>{comment["author"]}</b>'
            f' on {comment["day"]}<p>{comment["text"]}</p></li>'
        )
    return html + "</ul>"
