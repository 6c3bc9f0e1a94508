# seccoder-example: 1
# title: Download one of the user's own exports in Django
# guideline: Open user-named files through a FileSystemStorage rooted at the allowed folder.
# cwe: CWE-22
# apis: django.core.files.storage.FileSystemStorage.open, django.http.FileResponse
# applies: django
# --- secure ---
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, Http404


@login_required
def download_export(request):
    folder = Path(settings.EXPORT_ROOT, str(request.user.pk))
    storage = FileSystemStorage(location=folder)
    try:
        handle = storage.open(request.GET.get("name", ""))
    except (SuspiciousFileOperation, OSError, ValueError):
        raise Http404("no such export") from None
    return FileResponse(handle, as_attachment=True)
# --- vulnerable ---
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404


@login_required
def download_export(request):
    folder = Path(settings.EXPORT_ROOT, str(request.user.pk))
    try:
        handle = open(folder / request.GET.get("name", ""), "rb")
    except (OSError, ValueError):
        raise Http404("no such export") from None
    return FileResponse(handle, as_attachment=True)
