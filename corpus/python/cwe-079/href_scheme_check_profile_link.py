# seccoder-example: 1
# title: Link to a website that a user entered
# guideline: Allow only http and https in user-supplied links, and escape URL and text.
# cwe: CWE-79
# apis: html.escape, urllib.parse.urlsplit
# applies: html, urllib
# --- secure ---
from html import escape
from urllib.parse import urlsplit


def website_link(url: str, label: str) -> str:
    text = escape(label)
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return text
    if scheme not in ("http", "https"):
        return text
    return f'<a href="{escape(url)}" rel="nofollow noopener">{text}</a>'
# --- vulnerable ---
from html import escape


def website_link(url: str, label: str) -> str:
    text = escape(label)
    if not url:
        return text
    return f'<a href="{escape(url)}" rel="nofollow noopener">{text}</a>'
