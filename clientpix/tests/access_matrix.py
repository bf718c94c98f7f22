"""Law 2, written down: every address there is, and what each visitor gets there."""

from clientpix.testing.matrix import for_everybody, for_the_owner

OWNER = "00000000-0000-4000-8000-000000000001"
JOB = "1"

PUBLIC = [
    for_everybody("", "/"),
    for_everybody("healthz", "/healthz"),
    for_everybody("api/system/health", "/api/system/health"),
]

ADMIN = [
    for_the_owner("admin/", "/admin/"),
    for_the_owner("admin/login/", "/admin/login/", 302, others=200),
    for_the_owner("admin/logout/", "/admin/logout/", 405),
    for_the_owner("admin/password_change/", "/admin/password_change/"),
    for_the_owner("admin/password_change/done/", "/admin/password_change/done/"),
    for_the_owner("admin/autocomplete/", "/admin/autocomplete/", 403),
    for_the_owner("admin/jsi18n/", "/admin/jsi18n/"),
    for_the_owner("admin/r/<path:content_type_id>/<path:object_id>/", "/admin/r/1/1/", 404),
    for_the_owner("admin/^(?P<app_label>accounts|jobs)/$", "/admin/jobs/"),
    for_the_owner("admin/(?P<url>.*)$", "/admin/nothing/", 404),
    for_the_owner("admin/accounts/user/<id>/password/", f"/admin/accounts/user/{OWNER}/password/"),
]


def of_model(path, pk, *, may_add):
    """Nothing is ever deleted in the admin; some things are only looked at."""
    one = f"admin/{path}/<path:object_id>/"
    return [
        for_the_owner(f"admin/{path}/", f"/admin/{path}/"),
        for_the_owner(f"admin/{path}/add/", f"/admin/{path}/add/", 200 if may_add else 403),
        for_the_owner(f"{one}history/", f"/admin/{path}/{pk}/history/"),
        for_the_owner(f"{one}delete/", f"/admin/{path}/{pk}/delete/", 403),
        for_the_owner(f"{one}change/", f"/admin/{path}/{pk}/change/"),
        for_the_owner(one, f"/admin/{path}/{pk}/", 302),
    ]


ROWS = [
    *PUBLIC,
    *ADMIN,
    *of_model("accounts/user", OWNER, may_add=True),
    *of_model("jobs/job", JOB, may_add=False),
]
