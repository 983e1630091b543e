"""Background work: a queue in the database, so that there is nothing more to install."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# What `manage.py nightly` runs, in this order.
NIGHTLY = [
    "mark_coverage",  # what the sheets of the day changed, to be counted next
    "refresh_facts",  # the months whose refresh was lost with its worker
    "verify_journal",
    "remind_steps",
    "announce_deadlines",  # conventions adulte-relais about to end
    "apply_retention",
    "remind_addressees",  # those who have not answered an alert in time
    "clearsessions",
    "sweep_aside",  # files chosen in forms that never came back
    "prune_db_task_results",
]
