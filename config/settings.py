"""Deployment facts, read from the environment. Product behaviour lives in rows and plugins.

`docs/deploy.md` lists every variable. Nothing is started or connected from here.
"""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import embedded, env, keys, logging

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir()

# --- Security -------------------------------------------------------------------------------
DEBUG = env.flag("GUILDHALL_DEBUG", False)
SECRET_KEY = keys.secret_key(DATA_DIR)
SECRET_KEY_FALLBACKS = env.secrets("GUILDHALL_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.listing("GUILDHALL_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.listing("GUILDHALL_ORIGINS", [])
BEHIND_TLS = env.flag("GUILDHALL_TLS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Apps -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "core",
    "governance",
    "workflows",
    "monitoring",
    "collaboration",
    "securityops",
    "config.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "guardian",
    "channels",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lucide",
    "rest_framework",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.doors.middleware.RequestCause",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.doors.middleware.NoTrailingSlashInApi",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.doors.middleware.SignedIn",
    "core.doors.pages.SignInFirst",
    "core.doors.middleware.Refusals",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.shell.views.frame",
            ],
            "libraries": {
                "shell": "core.shell.templatetags.shell",
                "gallery": "core.shell.templatetags.gallery",
            },
        },
    }
]

# --- Stores ---------------------------------------------------------------------------------
_embedded = embedded.urls(DATA_DIR)
DATABASE_URL = env.text("DATABASE_URL", _embedded.database_url)
REDIS_URL = env.text("REDIS_URL", _embedded.redis_url)


def _database(url: str) -> dict[str, object]:
    """A PostgreSQL URL as Django wants it; the host may be a socket folder in the query."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, "connect_timeout": 5},
    }


DATABASES = {"default": _database(DATABASE_URL)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "guildhall",
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "guildhall"},
    }
}

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "core.people.actions.NameOrEmail",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
LOGIN_URL = "core:sign-in"
LOGIN_REDIRECT_URL = "core:inbox"
CSRF_FAILURE_VIEW = "core.shell.views.forged"
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]

# --- Long work ------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_DEFAULT_QUEUE = "short"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "global_keyprefix": "guildhall:",
}

# --- REST -----------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.tokens.api.TokenAuthentication",
        "core.doors.rest.SessionWithChallenge",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.doors.rest.StrictJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["core.doors.rest.DeclaredFilters"],
    "DEFAULT_PAGINATION_CLASS": "core.doors.paging.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "core.doors.schema.HouseSchema",
    "DEFAULT_THROTTLE_CLASSES": ["core.doors.rest.PerCaller"],
    "DEFAULT_THROTTLE_RATES": {"caller": env.text("GUILDHALL_API_RATE", "1200/min")},
    "EXCEPTION_HANDLER": "core.doors.problem.handler",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Guildhall",
    "DESCRIPTION": "Data governance: sources, scans, catalogue, access.",
    "VERSION": "0.1.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": ["core.doors.schema.polish"],
}

# --- Pages ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True
LOCALE_PATHS = [BASE_DIR / "locale"]
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.text("GUILDHALL_STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Guildhall ------------------------------------------------------------------------------
# Folders from which file sources may be opened; the sample company lives in the data folder.
SOURCE_FOLDERS = [
    str(DATA_DIR / "sample"),
    *env.listing("GUILDHALL_SOURCE_FOLDERS", []),
]
# What secrets of sources may be given by reference, and what never: docs/deploy.md.
SECRET_PREFIX = env.prefix("GUILDHALL_SECRETS_PREFIX", "SOURCE_SECRET_")
SECRET_FOLDERS = env.listing("GUILDHALL_SECRETS_FOLDERS")
SECRET_HOSTS = env.bindings("GUILDHALL_SECRETS_HOSTS")
OWN_SECRET_FILES = [str(keys.key_file(DATA_DIR)), *env.own_files()]
ADMIN_PATH = env.text("GUILDHALL_ADMIN_PATH", "admin/")
SAMPLE = env.flag("SAMPLE", True)
LOGGING = logging.config(env.text("GUILDHALL_LOG_LEVEL", "INFO"))
