# seccoder-example: 1
# title: Render user Markdown to sanitized HTML
# guideline: Sanitize rich text with an allow-list of tags, attributes and URL schemes.
# cwe: CWE-79
# apis: nh3.clean, markupsafe.Markup
# applies: nh3, markdown, markupsafe
# --- secure ---
import markdown
import nh3
from markupsafe import Markup

TAGS = {"a", "blockquote", "code", "em", "li", "ol", "p", "strong", "ul"}


def render_markdown(source: str) -> Markup:
    html = markdown.markdown(source)
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
    )
    return Markup(clean)
# --- vulnerable ---
import re

import markdown
from markupsafe import Markup


def render_markdown(source: str) -> Markup:
    html = markdown.markdown(source)
    clean = re.sub(r"(?is)<script.*?</script>", "", html)
    return Markup(clean)
