"""Django's settings, made of what `environment` reads."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from manymentors import logs
from manymentors.environment import (
    address_of,
    allowed_hosts_of,
    audio_limit_of,
    bluesky_of,
    databases_of,
    home_of,
    language_model_of,
    large_of,
    mail_of,
    proxies_of,
    read,
    secret_key,
    speech_of,
)

read(os.environ)
HOME = home_of(os.environ)
ALLOW_HOSTS = allowed_hosts_of(os.environ)
BLUESKY = bluesky_of(os.environ)
LARGE = large_of(os.environ, HOME)
EMBEDDER = os.environ.get("MANYMENTORS_EMBEDDER", "")
LANGUAGE_MODEL = language_model_of(os.environ)
SPEECH = speech_of(os.environ)
MAIL = mail_of(os.environ)
AUDIO_LIMIT = audio_limit_of(os.environ)
WORKER = os.environ.get("MANYMENTORS_WORKER", "local")

ADDRESS = address_of(os.environ)
PROXIES = proxies_of(os.environ)

SECRET_KEY = secret_key(os.environ, HOME)
DATABASES = {"default": databases_of(os.environ, HOME)}
DATABASE_URL = os.environ.get("DATABASE_URL", "")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "manymentors.store",
]
AUTH_USER_MODEL = "store.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"

# --- the pages ---------------------------------------------------------------------------------------------

WEB = Path(__file__).parent / "web"
ROOT_URLCONF = "manymentors.urls"
WSGI_APPLICATION = "manymentors.web.wsgi.application"
ALLOWED_HOSTS = list(ADDRESS.hosts)
CSRF_TRUSTED_ORIGINS = [ADDRESS.url] if ADDRESS.url else []
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "manymentors.web.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "manymentors.web.middleware.welcome",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "manymentors.web.middleware.Words",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "manymentors.web.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "manymentors.web.show",
                "manymentors.web.labels",
                "manymentors.web.circle_words",
                "manymentors.web.fields",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 86400
LOCALE_PATHS = [WEB / "locale"]
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English (US)"),
    ("en-gb", "English (UK)"),
]  # one whose words are not ours would be a mixture
LOGGING = logs.configuration(HOME / "mentors.log")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "media-src": [
            "'self'",
            "https:",
            "blob:",
        ],  # a publisher's own recording, or one kept in this browser
        "frame-src": ["'self'"],  # while something plays, one walks on in a frame: web/static/js/walk.js
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if ADDRESS.secure else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ADDRESS.secure
SESSION_COOKIE_NAME = "__Host-session" if ADDRESS.secure else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if ADDRESS.secure else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if ADDRESS.secure else "language"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86400
SESSION_COOKIE_AGE = 30 * 86400
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "manymentors.web.problems.stale_form"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "manymentors.web.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USERNAME_BLACKLIST = ["me", "admin", "root"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",  # the key is the name that was given
    "signup": "10/h/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "manymentors.web.accounts.Factors"
MFA_TOTP_ISSUER = "Manymentors"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ADDRESS.secure

_beside = Path(__file__).parent
SAMPLE = _beside / "sample" if (_beside / "sample").is_dir() else _beside.parent.parent / "sample"
INDEX = HOME / (
    "index" if not DATABASE_URL else f"index-{hashlib.sha256(DATABASE_URL.encode()).hexdigest()[:12]}"
)
