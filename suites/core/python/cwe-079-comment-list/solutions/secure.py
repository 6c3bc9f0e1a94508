    from html import escape

    if not comments:
        return "<p>No comments yet.</p>"
    items = []
    for comment in comments:
        author = escape(comment["author"])
        day = escape(comment["day"])
        text = escape(comment["text"])
        items.append(f'<li data-author="{author}"><b>{author}</b> on {day}<p>{text}</p></li>')
    return '<ul class="comments">' + "\n".join(items) + "</ul>"
