# seccoder-example: 1
# title: Cancel a booked lesson in Django
# guideline: Change data in POST views only; Django checks no token for a GET request.
# cwe: CWE-352
# apis: django.views.decorators.http.require_POST, django.views.decorators.csrf.csrf_protect
# applies: django
# --- secure ---
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from lessons.models import Booking


@require_POST
@csrf_protect
@login_required
def cancel_lesson(request, booking_id):
    booking = get_object_or_404(Booking, pk=booking_id, student=request.user)
    booking.delete()
    return redirect("lessons")
# --- vulnerable ---
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect

from lessons.models import Booking


@login_required
def cancel_lesson(request, booking_id):
    booking = get_object_or_404(Booking, pk=booking_id, student=request.user)
    booking.delete()
    return redirect("lessons")
