"""Render a page, or only a part of it when htmx asks for that part.

A part is the same template: `{% partialdef name inline %}` in the page, `page.html#name` here.
"""

from django.shortcuts import render


def wants_partial(request):
    """Return whether htmx replaces a part of the page. Boosted links replace the whole page."""
    return bool(request.htmx) and not request.htmx.boosted


def render_partial(request, template, partial, context, **options):
    """Render the named part of the template if htmx asks for it, otherwise the whole page."""
    name = f"{template}#{partial}" if wants_partial(request) else template
    return render(request, name, context, **options)
