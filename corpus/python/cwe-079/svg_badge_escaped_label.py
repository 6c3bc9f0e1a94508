# seccoder-example: 1
# title: Draw a build status badge as SVG
# guideline: Escape text that goes into SVG; browsers run scripts in it as they do in HTML.
# cwe: CWE-79, CWE-91
# apis: xml.sax.saxutils.escape
# applies: standard library
# --- secure ---
from xml.sax.saxutils import escape

COLORS = {"passed": "#2c8a3c", "failed": "#b3261e"}


def build_badge(branch: str, status: str) -> str:
    color = COLORS.get(status, "#666666")
    width = 24 + 7 * (len(branch) + len(status))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20">'
        f'<rect width="{width}" height="20" rx="3" fill="{color}"/>'
        f'<text x="10" y="14">{escape(branch)}: {escape(status)}</text></svg>'
    )
# --- vulnerable ---
COLORS = {"passed": "#2c8a3c", "failed": "#b3261e"}


def build_badge(branch: str, status: str) -> str:
    color = COLORS.get(status, "#666666")
    width = 24 + 7 * (len(branch) + len(status))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20">'
        f'<rect width="{width}" height="20" rx="3" fill="{color}"/>'
        f'<text x="10" y="14">{branch}: {status}</text></svg>'
    )
