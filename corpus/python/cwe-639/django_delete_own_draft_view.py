# seccoder-example: 1
# title: Delete one's own letter draft with a Django class-based view
# guideline: Narrow get_queryset to the user's own rows, so that other ids answer 404.
# cwe: CWE-639
# apis: django.views.generic.DeleteView.get_queryset
# applies: django
# --- secure ---
from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse_lazy
from django.views.generic import DeleteView

from letters.models import Draft


class DraftDeleteView(LoginRequiredMixin, DeleteView):
    model = Draft
    success_url = reverse_lazy("letters:drafts")
    template_name = "letters/draft_delete.html"

    def get_queryset(self):
        return super().get_queryset().filter(author=self.request.user)
# --- vulnerable ---
from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse_lazy
from django.views.generic import DeleteView

from letters.models import Draft


class DraftDeleteView(LoginRequiredMixin, DeleteView):
    model = Draft
    success_url = reverse_lazy("letters:drafts")
    template_name = "letters/draft_delete.html"
