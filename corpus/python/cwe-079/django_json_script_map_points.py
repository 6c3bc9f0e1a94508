# seccoder-example: 1
# title: Hand map points to a script in a Django template tag
# guideline: Embed data in a page with json_script; json.dumps leaves closing script tags as they are.
# cwe: CWE-79
# apis: django.utils.html.json_script, django.utils.html.format_html
# applies: django
# --- secure ---
from django import template
from django.utils.html import format_html, json_script

register = template.Library()


@register.simple_tag
def trail_map(trail):
    points = [
        {"label": stop.label, "at": [stop.latitude, stop.longitude]}
        for stop in trail.stops.all()
    ]
    return format_html('<div class="map"></div>{}', json_script(points, "points"))
# --- vulnerable ---
import json

from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def trail_map(trail):
    points = [
        {"label": stop.label, "at": [stop.latitude, stop.longitude]}
        for stop in trail.stops.all()
    ]
    return mark_safe(
        '<div class="map"></div>'
        f'<script id="points" type="application/json">{json.dumps(points)}</script>'
    )
