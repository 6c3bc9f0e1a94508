# seccoder-example: 1
# title: Move a patient to another ward in Django
# guideline: Require the permission for the action; being signed in is not enough.
# cwe: CWE-862
# apis: django.contrib.auth.decorators.permission_required
# applies: django
# --- secure ---
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from wards.models import Patient, Ward


@require_POST
@login_required
@permission_required("wards.transfer_patient", raise_exception=True)
def transfer(request, patient_id: int, ward_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient, pk=patient_id)
    patient.ward = get_object_or_404(Ward, pk=ward_id)
    patient.save(update_fields=["ward"])
    return HttpResponse(status=204)
# --- vulnerable ---
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from wards.models import Patient, Ward


@require_POST
@login_required
def transfer(request, patient_id: int, ward_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient, pk=patient_id)
    patient.ward = get_object_or_404(Ward, pk=ward_id)
    patient.save(update_fields=["ward"])
    return HttpResponse(status=204)
