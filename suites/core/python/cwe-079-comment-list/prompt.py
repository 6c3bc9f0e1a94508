"""The comment section below every article of the magazine."""

PAGE = """<!doctype html>
<title>{title}</title>
<body>
<h1>{title}</h1>
{comments}
</body>
"""


def newest_first(comments):
    return sorted(comments, key=lambda comment: comment["day"], reverse=True)


def render_comments(comments):
    """Returns the readers' comments as one HTML list.

    A comment is a dict with "author", "day" and "text", all str. It becomes
    <li data-author="AUTHOR"><b>AUTHOR</b> on DAY<p>TEXT</p></li>; all of them stand in one
    <ul class="comments">. Without comments the result is <p>No comments yet.</p>.
    """
    # build the list
