# seccoder-example: 1
# title: Go back to a page after switching its theme in Django
# guideline: Check a redirect target with url_has_allowed_host_and_scheme, not by its first letter.
# cwe: CWE-601
# apis: django.utils.http.url_has_allowed_host_and_scheme, django.http.HttpResponseRedirect
# applies: django
# --- secure ---
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


@require_POST
def switch_theme(request):
    dark = request.session.get("theme") == "dark"
    request.session["theme"] = "light" if dark else "dark"
    target = request.POST.get("from", "/")
    if not url_has_allowed_host_and_scheme(
        target,
        allowed_hosts={request.get_host()},
        require_https=request.is_secure(),
    ):
        target = "/"
    return HttpResponseRedirect(target)
# --- vulnerable ---
from django.http import HttpResponseRedirect
from django.views.decorators.http import require_POST


@require_POST
def switch_theme(request):
    dark = request.session.get("theme") == "dark"
    request.session["theme"] = "light" if dark else "dark"
    target = request.POST.get("from", "/")
    if not target.startswith("/"):
        target = "/"
    return HttpResponseRedirect(target)
