# A member of staff without the permission moves a patient.
import functools
import sys
import types


class Denied(Exception):
    pass


class Response:
    def __init__(self, status):
        self.status_code = status


def require_post(view):
    return view


def login_required(view):
    @functools.wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.user is None:
            return Response(302)
        return view(request, *args, **kwargs)

    return wrapped


def permission_required(name, raise_exception=False):
    def decorate(view):
        @functools.wraps(view)
        def wrapped(request, *args, **kwargs):
            if name not in request.user.permissions:
                if raise_exception:
                    raise Denied
                return Response(302)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


class Patient:
    ward = None

    def save(self, update_fields):
        pass


ROWS = {(Patient, 5): Patient(), ("ward", 2): "ward 2", ("ward", 3): "ward 3"}


def module(name, **members):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(members)


for package in ("django", "django.contrib", "django.contrib.auth", "django.views", "wards"):
    module(package)
module("django.views.decorators")
module("django.views.decorators.http", require_POST=require_post)
module("django.http", HttpResponse=Response)
module("django.shortcuts", get_object_or_404=lambda kind, pk: ROWS[kind, pk])
module("wards.models", Patient=Patient, Ward="ward")
module(
    "django.contrib.auth.decorators",
    login_required=login_required,
    permission_required=permission_required,
)

import example


def transfer(user, ward):
    try:
        return example.transfer(types.SimpleNamespace(user=user), patient_id=5, ward_id=ward)
    except Denied:
        return Response(403)


nurse = types.SimpleNamespace(permissions={"wards.transfer_patient"})
cook = types.SimpleNamespace(permissions={"kitchen.view_menu"})
patient = ROWS[Patient, 5]
if sys.argv[1] == "benign":
    print(transfer(nurse, 2).status_code, patient.ward, transfer(None, 3).status_code, patient.ward)
else:
    transfer(nurse, 2)
    transfer(cook, 3)
    if patient.ward != "ward 2":
        print("moved by somebody without the permission")
        sys.exit(10)
