"""The page of one's own account. The rest of sign-in is allauth's."""

from django.http import HttpResponse
from django.shortcuts import render

from entremise.core.web import Request, page, signed_in


@page(signed_in)
def my_account(request: Request) -> HttpResponse:
    """Who I am here, how I sign in, how pages look."""
    return render(request, "accounts/my_account.html", {"crumbs": [("Mon compte", None)]})
