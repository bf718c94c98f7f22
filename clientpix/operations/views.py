from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def front(request):
    return render(request, "front.html")
