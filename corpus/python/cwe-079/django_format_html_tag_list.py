# seccoder-example: 1
# title: Build a list of tag links in a Django template tag
# guideline: Build HTML with format_html_join, which escapes each value, not with mark_safe.
# cwe: CWE-79
# apis: django.utils.html.format_html, django.utils.html.format_html_join
# applies: django
# --- secure ---
from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.simple_tag
def tag_list(tags):
    items = format_html_join(
        "",
        '<li><a href="{}">{}</a></li>',
        ((reverse("tag", args=[tag.slug]), tag.name) for tag in tags),
    )
    return format_html('<ul class="tags">{}</ul>', items)
# --- vulnerable ---
from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def tag_list(tags):
    items = "".join(
        f'<li><a href="{reverse("tag", args=[tag.slug])}">{tag.name}</a></li>'
        for tag in tags
    )
    return mark_safe(f'<ul class="tags">{items}</ul>')
