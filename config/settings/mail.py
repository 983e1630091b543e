"""Outgoing mail."""

from config.env import text

DEFAULT_FROM_EMAIL = text("ENTREMISE_MAIL_FROM", "Entremise <ne-pas-repondre@entremise.example>")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = text("ENTREMISE_MAIL_HOST", "localhost")
