# seccoder-example: 1
# title: Find staff by skill with a Django raw query
# guideline: Pass values to raw() through its params argument instead of string formatting.
# cwe: CWE-89
# apis: django.db.models.Manager.raw
# applies: django
# --- secure ---
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from hr.models import Employee


@require_GET
@login_required
def staff_by_skill(request):
    skill = request.GET.get("skill", "")
    staff = Employee.objects.raw(
        "SELECT e.id, e.full_name FROM hr_employee e"
        " JOIN hr_skill s ON s.employee_id = e.id WHERE s.name = %s",
        [skill],
    )
    return JsonResponse({"staff": [person.full_name for person in staff]})
# --- vulnerable ---
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from hr.models import Employee


@require_GET
@login_required
def staff_by_skill(request):
    skill = request.GET.get("skill", "")
    staff = Employee.objects.raw(
        "SELECT e.id, e.full_name FROM hr_employee e"
        " JOIN hr_skill s ON s.employee_id = e.id WHERE s.name = '%s'"
        % skill
    )
    return JsonResponse({"staff": [person.full_name for person in staff]})
