"""Sign-in by password or one-time code. Accounts are opened by structures, never self-made."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "entremise.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is invited to sign up
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password is announced to its owner
# Two groups of four digits, for the numeric keyboard of a phone. Fifteen tries a minute at most
# (three codes, five tries each) leave a day of guessing two chances in ten thousand.
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": True, "length": 8}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_FORMS = {
    "login": "entremise.accounts.forms.LoginForm",
    "request_login_code": "entremise.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "entremise.accounts.forms.ConfirmLoginCodeForm",
    "change_password": "entremise.accounts.forms.ChangePasswordForm",
    "set_password": "entremise.accounts.forms.SetPasswordForm",
    "reset_password": "entremise.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "entremise.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "entremise.accounts.forms.ReauthenticateForm",
}
