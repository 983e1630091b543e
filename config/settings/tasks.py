"""Background work: a queue in the database, so that there is nothing more to install."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
