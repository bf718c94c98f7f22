"""All settings, read from environment variables that docs/configuration.md describes."""

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.utils.csp import CSP

from clientpix import env_parsers, logs, secret_key
from clientpix.env import Environment, InvalidConfiguration, usable_folder

env = Environment(os.environ)

BASE_DIR = Path(__file__).resolve().parent.parent
CPU_COUNT = (
    len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
)
DATA = env.folder("CLIENTPIX_DATA", BASE_DIR / "data")

# --- Server ---------------------------------------------------------------------------------

DEBUG = env.flag("CLIENTPIX_DEBUG")
PORT = env.number("CLIENTPIX_PORT", 8000, 1, 65534)
BIND = env.parsed("CLIENTPIX_BIND", env_parsers.parse_bind_address, "127.0.0.1")
SITE = env.parsed("CLIENTPIX_SITE_URL", env_parsers.parse_site_url)
SITE_URL = SITE.geturl() if SITE else f"http://localhost:{PORT}"
SITE_HOST = SITE.hostname if SITE else "localhost"
IS_HTTPS = SITE_URL.startswith("https:")
TRUSTED_PROXIES = env.number("CLIENTPIX_TRUSTED_PROXIES", 0, 0, 9)
SENDFILE = env.choice("CLIENTPIX_SENDFILE", ("stream", "nginx"))
WORKERS = env.number("CLIENTPIX_WORKERS", min(CPU_COUNT, 256), 1, 256)
ALLOWED_HOSTS = [
    *("localhost", "127.0.0.1", "[::1]"),
    *env.parsed("CLIENTPIX_ALLOWED_HOSTS", env_parsers.parse_hosts),
    *([SITE.netloc.removesuffix(f":{SITE.port}")] if SITE else []),
]
if IS_HTTPS and not TRUSTED_PROXIES:
    raise InvalidConfiguration(
        "CLIENTPIX_SITE_URL is https, but this server speaks http and trusts no proxy: put nginx "
        "or another proxy in front, and set CLIENTPIX_TRUSTED_PROXIES=1."
    )

# --- Secrets and sign-in --------------------------------------------------------------------

SECRET_KEY = env.parsed(
    "CLIENTPIX_SECRET_KEY", lambda key: secret_key.require_strong(key) if key else ""
)
HEALTH_TOKEN = env.text("CLIENTPIX_HEALTH_TOKEN")
OWNER_EMAIL = env.text("CLIENTPIX_OWNER_EMAIL")
OWNER_PASSWORD = env.text("CLIENTPIX_OWNER_PASSWORD")
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
SESSION_ENGINE = "accounts.sessions.store"
SESSION_COOKIE_AGE = 30 * 24 * 3600
PASSWORD_RESET_TIMEOUT = 3600
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
]

# --- Apps, middleware, templates ------------------------------------------------------------

INSTALLED_APPS = [
    "clientpix.operations",
    "sharing",
    "albums",
    "assets",
    "accounts.studio",
    "accounts.notices",
    "accounts",
    "clientpix.jobs",
    "clientpix.counters",
    "accounts.apps.StudioAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_ratelimit",
]
MIDDLEWARE = [
    "clientpix.middleware.use_client_address",
    "albums.uploads.tus_responses.drain_request_body",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clientpix.middleware.limit_body_size",
    "accounts.sessions.last_seen.last_seen_middleware",
    "accounts.studio.context_processors.studio_time_zone_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_ratelimit.middleware.RatelimitMiddleware",
]
ROOT_URLCONF = "clientpix.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "accounts.studio.context_processors.studio_context",
            ],
            "libraries": {"tray_strings": "albums.uploads.tray_strings"},
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Databases and caches -------------------------------------------------------------------

DATABASES = env.parsed("DATABASE_URL", partial(env_parsers.build_databases, DATA))
DATABASE_ROUTERS = ["clientpix.counters.routers.CountersRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "counters": {"BACKEND": "clientpix.counters.cache.CounterCache"},
}
RATELIMIT_USE_CACHE = "counters"
RATELIMIT_VIEW = "clientpix.operations.views.too_many_requests"

# --- Background jobs ------------------------------------------------------------------------

TASKS = {
    "default": {
        "BACKEND": env.dotted_path("CLIENTPIX_TASKS", "clientpix.jobs.backend.DatabaseBackend"),
        "QUEUES": ["default", "once", "processing"],
        "OPTIONS": {
            "once": ["once", "processing"],
            "lease": env.number("CLIENTPIX_JOB_LEASE", 30, 2, 3600),
            "time_limit": env.number("CLIENTPIX_JOB_TIME_LIMIT", 1800, 1, 86400),
        },
    }
}
PROCESSING_STEPS = [
    "assets.processing.steps.metadata",
    "albums.processing_steps.merging",
    "albums.processing_steps.ordering",
    "assets.processing.steps.previews",
]
SLOW_PROCESSING_STEPS = ["assets.processing.steps.playable_video"]
PERIODIC_TASKS = {
    "clientpix.jobs.tasks.delete_finished_jobs": timedelta(hours=1),
    "clientpix.counters.tasks.delete_expired_counters": timedelta(hours=1),
    "accounts.sessions.tasks.delete_expired_sessions": timedelta(hours=6),
    "albums.uploads.tasks.expire_uploads": timedelta(hours=1),
    "albums.trash.tasks.empty_trash": timedelta(days=1),
    "assets.integrity.periodic_tasks.process_leftovers": timedelta(hours=1),
    "assets.integrity.periodic_tasks.verify_overdue_files": timedelta(hours=1),
}

# --- Languages, mail, logs ------------------------------------------------------------------

TIME_ZONE = env.zone("CLIENTPIX_TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # to add one: a line here and its folder
LOCALE_PATHS = [BASE_DIR / "clientpix" / "locale"]
MAILERS = env.parsed("CLIENTPIX_EMAIL_URL", env_parsers.build_mailers)
HAS_MAIL = bool(env.text("CLIENTPIX_EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("CLIENTPIX_EMAIL_FROM", f"Client Pix <no-reply@{SITE_HOST}>")
LOGGING = logs.CONFIG

# --- Files ----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "clientpix.npm_finder.NpmFinder",
]
NODE_MODULES = BASE_DIR / "node_modules"
PHOTOS = DATA / "photos"
DOORS = {"u": "accounts.doors.is_open"}  # by kind: the function that checks it
INVITATION_ACCEPTED_HOOKS = [
    "albums.members.add_invited_person"
]  # called when an invitation is accepted
DISK_RESERVE = env.number("CLIENTPIX_DISK_RESERVE", 1024, 0, 1024**2) * 1024**2
MAX_FILE_SIZE = env.number("CLIENTPIX_LARGEST_FILE", 64, 1, 1024**2) * 1024**3
UPLOADER_QUOTA = env.number("CLIENTPIX_UPLOADER_QUOTA", 500, 1, 1024**2) * 1024**3
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "photos": {"BACKEND": "assets.storage.backends.LocalDisk", "OPTIONS": {"location": PHOTOS}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# --- Security headers, cookies, limits ------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "blob:"],
    "media-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# Browsers use the last policy they know. With the first alone they send no Origin with forms.
SECURE_REFERRER_POLICY = "no-referrer, same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^api/system/health$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
MAX_BODY_SIZE = 1024**2
UPLOADS_PATH = "/studio/uploads/"  # limited by the upload views
FILE_FORM_PATHS = r"/studio/(?:albums/[^/]+/add|pictures/[^/]+/replace)/"
MAX_BODY_SIZE_BY_PATH = {r"/studio/settings/": 5 * 1024**2, FILE_FORM_PATHS: MAX_FILE_SIZE}
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
KNOWN_BROWSER_COOKIE_NAME = "__Host-known" if IS_HTTPS else "known"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
SILENCED_SYSTEM_CHECKS = [
    "django_ratelimit.W001",  # our cache counts atomically: clientpix.counters
    "security.W005",  # HSTS for subdomains and preload lists is the domain owner's decision
    "security.W021",
    *([] if env.text("CLIENTPIX_EMAIL_URL") else ["mail.E001"]),  # no mail server
    *([] if IS_HTTPS else [f"security.W0{number}" for number in ("04", "08", "11", "12", "16")]),
]

# --- Data folder and secret key: last, so that nothing is written before all is valid ---------

env.refuse_unknown_names("CLIENTPIX_")
with usable_folder(DATA):
    SECRET_KEY = SECRET_KEY or secret_key.load_or_create_key(DATA)
