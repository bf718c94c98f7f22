"""The access matrix: every URL, and the status that each kind of visitor gets."""

from assets.delivery.signing import KIND_PATTERN, SHA256_PATTERN
from clientpix.testing.route_access import Row, for_everybody, for_the_owner

OWNER = "00000000-0000-4000-8000-000000000001"
UPLOADER = "00000000-0000-4000-8000-000000000002"
INVITATION = "00000000-0000-4000-8000-000000000003"
SESSION = "0123456789abcdef01234567"
NO_FILE = "00000000-0000-4000-8000-000000000004"
THING = "00000000-0000-4000-8000-00000000000a"
GONE = "00000000-0000-4000-8000-00000000000b"
NUMBER = "1"


def for_visitors(route, url, inside=302):
    """A page for people who are not signed in. Others are redirected."""
    return Row(route, url, 200, 200, inside, inside)


def for_the_studio(route, url, status=200):
    return Row(route, url, 302, 302, status, status)


def for_owners(route, url, status=200):
    """A page of owners. Strangers are redirected to sign in, uploaders get 404."""
    return Row(route, url, 302, 302, 404, status)


PUBLIC = [
    for_visitors("", "/"),
    for_visitors("sign-in/", "/sign-in/"),
    for_everybody("sign-out/", "/sign-out/", 405),
    for_everybody("set-up/", "/set-up/", 404),
    for_everybody("join/<str:token>/", "/join/invented/", 404),
    for_everybody("forgot/", "/forgot/"),
    for_everybody("reset/<str:uid>/<str:token>/", "/reset/invented/word/", 404),
    for_everybody("look/", "/look/", 405),
    for_everybody("i18n/setlang/", "/i18n/setlang/", 302),
    for_everybody(
        r"^media/logo/(?P<digest>[0-9a-f]{64})\.webp$", f"/media/logo/{'0' * 64}.webp", 404
    ),
    for_everybody(
        rf"^media/(?P<kind>{KIND_PATTERN})/(?P<sha256>{SHA256_PATTERN})\Z",
        f"/media/web/{'0' * 64}",
        403,
    ),
    for_everybody(r"^media(?:/|\Z)", "/media/nothing", 404),
    for_everybody("healthz", "/healthz"),
    for_everybody("api/system/health", "/api/system/health"),
]

NO_UPLOAD = f"/studio/uploads/{'0' * 32}/"


def for_scripts(route, url, status=405):
    """A URL that scripts call. Visitors get 403 instead of a redirect."""
    return Row(route, url, 403, 403, status, status)


UPLOADS = [
    for_scripts("studio/uploads/", "/studio/uploads/"),
    for_scripts("studio/uploads/held/", "/studio/uploads/held/"),
    for_scripts(r"^studio/uploads/(?P<handle>[0-9a-f]{32})/\Z", NO_UPLOAD),
    for_scripts("studio/albums/begin/", "/studio/albums/begin/"),
]

ALBUM, ANNA = "studio/albums/<slug:slug>/", "/studio/albums/anna/"


def in_albums(page, status=200):
    """A page of an album. Uploaders who are not invited to it get 404."""
    return for_owners(f"{ALBUM}{page}", f"{ANNA}{page}", status)


ALBUMS = [
    for_owners("studio/albums/new/", "/studio/albums/new/"),
    in_albums(""),
    in_albums("block/"),
    in_albums("shape/"),
    in_albums("settings/"),
    in_albums("settings/invite/"),
    in_albums("unarchive/", 405),
    in_albums("delete/"),
    for_owners("studio/presets/", "/studio/presets/"),
    for_owners("studio/presets/new/", "/studio/presets/new/"),
    for_owners("studio/presets/<uuid:pk>/", f"/studio/presets/{THING}/"),
    for_owners("studio/presets/<uuid:pk>/remove/", f"/studio/presets/{THING}/remove/", 405),
    for_the_studio("studio/trash/", "/studio/trash/"),
    for_owners("studio/trash/<uuid:pk>/", f"/studio/trash/{THING}/"),
    for_the_studio("studio/trash/<uuid:pk>/restore/", f"/studio/trash/{GONE}/restore/", 405),
    for_owners("studio/trash/<uuid:pk>/end/", f"/studio/trash/{GONE}/end/"),
    in_albums("acts/", 405),
    for_owners(f"{ALBUM}acts/<uuid:pk>/undo/", f"{ANNA}acts/{THING}/undo/", 405),
    in_albums("ids/"),
    in_albums("sort/", 405),
    in_albums("sections/"),
    for_owners(f"{ALBUM}sections/<uuid:pk>/", f"{ANNA}sections/{THING}/", 405),
    in_albums("activity/"),
    in_albums("developing/"),
    in_albums("figures/"),
    in_albums("add/"),
]

PICTURE, RINGS = "studio/pictures/<uuid:pk>/", f"/studio/pictures/{THING}/"
VERBS = ("caption", "turn", "develop", "lead", "split", "remove", "join", "replace")
PICTURES = [
    for_owners(f"{ALBUM}p/<uuid:pk>/", f"{ANNA}p/{THING}/"),
    for_owners(PICTURE, RINGS, 302),
    *(for_the_studio(f"{PICTURE}{verb}/", f"{RINGS}{verb}/", 405) for verb in VERBS),
]

TEAM = "studio/team/<uuid:pk>/"
STUDIO = [
    for_the_studio("studio/", "/studio/"),
    for_the_studio("studio/add/", "/studio/add/"),
    for_the_studio("studio/albums/figures/", f"/studio/albums/figures/?ids={THING}"),
    for_the_studio("studio/pictures/", "/studio/pictures/?facets=1"),
    for_owners("studio/unfiled/", "/studio/unfiled/"),
    for_owners("studio/unfiled/put/", "/studio/unfiled/put/", 405),
    for_owners("studio/unfiled/throw/", "/studio/unfiled/throw/", 405),
    for_owners("studio/unfiled/back/", "/studio/unfiled/back/", 405),
    for_owners("studio/failed/", "/studio/failed/"),
    for_owners("studio/failed/again/", "/studio/failed/again/", 405),
    for_the_studio("studio/account/", "/studio/account/"),
    for_the_studio("studio/account/address/", "/studio/account/address/"),
    for_the_studio("studio/account/password/", "/studio/account/password/"),
    for_the_studio(
        "studio/account/sessions/<str:handle>/end/",
        f"/studio/account/sessions/{SESSION}/end/",
        405,
    ),
    Row("studio/file/<uuid:pk>/", f"/studio/file/{NO_FILE}/", 403, 403, 404, 404),
    for_owners("studio/team/", "/studio/team/"),
    for_owners("studio/team/invite/", "/studio/team/invite/"),
    for_owners(
        "studio/team/invitations/<uuid:pk>/revoke/",
        f"/studio/team/invitations/{INVITATION}/revoke/",
        405,
    ),
    for_owners(f"{TEAM}disable/", f"/studio/team/{UPLOADER}/disable/", 405),
    for_owners(f"{TEAM}enable/", f"/studio/team/{UPLOADER}/enable/", 405),
    for_owners("studio/settings/", "/studio/settings/"),
    for_owners("studio/notices/", "/studio/notices/"),
    for_owners("studio/notices/read/", "/studio/notices/read/", 405),
    for_owners("studio/notices/<int:pk>/read/", f"/studio/notices/{NUMBER}/read/", 405),
    for_owners("studio/health/", "/studio/health/"),
    for_owners("studio/style/", "/studio/style/"),
]


def in_admin(route, url, status=200, uploader=404):
    """A page of the admin, which only owners can open."""
    return Row(route, url, 302, 302, uploader, status)


ADMIN = [
    in_admin("admin/", "/admin/", uploader=302),
    in_admin("admin/login/", "/admin/login/", 302),
    in_admin("admin/logout/", "/admin/logout/", 405, uploader=302),
    in_admin("admin/password_change/", "/admin/password_change/", 302, uploader=302),
    in_admin("admin/password_change/done/", "/admin/password_change/done/", uploader=302),
    in_admin("admin/autocomplete/", "/admin/autocomplete/", 403, uploader=302),
    in_admin("admin/jsi18n/", "/admin/jsi18n/", uploader=302),
    in_admin(
        "admin/r/<path:content_type_id>/<path:object_id>/", "/admin/r/1/1/", 404, uploader=302
    ),
    in_admin("admin/(?P<url>.*)$", "/admin/nothing/", 404, uploader=302),
    in_admin(
        "admin/^(?P<app_label>accounts|assets|albums|studio|notices|jobs)/$",
        "/admin/accounts/",
        uploader=302,
    ),
    in_admin(
        "admin/accounts/user/<id>/password/",
        f"/admin/accounts/user/{UPLOADER}/password/",
        uploader=302,
    ),
]


def of_model(path, pk, *, may_add=False, may_delete=False, redirects=302):
    """The admin pages of a model. Most are read-only, and hardly anything can be deleted."""
    one = f"admin/{path}/<path:object_id>/"
    own = {"others": 302}
    return [
        for_the_owner(f"admin/{path}/", f"/admin/{path}/", **own),
        for_the_owner(f"admin/{path}/add/", f"/admin/{path}/add/", 200 if may_add else 403),
        for_the_owner(f"{one}history/", f"/admin/{path}/{pk}/history/"),
        for_the_owner(f"{one}delete/", f"/admin/{path}/{pk}/delete/", 200 if may_delete else 403),
        for_the_owner(f"{one}change/", f"/admin/{path}/{pk}/change/"),
        for_the_owner(one, f"/admin/{path}/{pk}/", redirects),
    ]


ROWS = [
    *PUBLIC,
    *STUDIO,
    *ALBUMS,
    *PICTURES,
    *UPLOADS,
    *ADMIN,
    *of_model("accounts/user", UPLOADER, may_add=True),
    *of_model("accounts/invitation", INVITATION),
    *of_model("notices/notice", NUMBER, may_delete=True),
    *of_model("studio/studio", NUMBER),
    *of_model("jobs/job", NUMBER),
    *of_model("assets/asset", THING),
    *of_model("assets/metadata", THING),
    *of_model("assets/rendition", THING),
    *of_model("assets/picture", THING),
    *of_model("assets/version", THING),
    *of_model("assets/verification", THING),
    *of_model("assets/finding", THING),
    *of_model("albums/album", THING, may_add=True),
    *of_model("albums/action", THING),
    *of_model("albums/formerslug", NUMBER),
    *of_model("albums/section", THING, may_add=True),
    *of_model("albums/placement", THING),
]
