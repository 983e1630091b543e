"""Static files under names that change with their content, so that browsers keep them for good."""

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage as Storage

OURS = [name.split(".")[1] for name in settings.INSTALLED_APPS if name.startswith("entremise.")]


class HashedFiles(Storage):
    """WhiteNoise's storage, which also rewrites the imports between our JavaScript modules.

    Only ours: in those of other packages it would find, in comments, files that are not there.
    """

    patterns = (
        *Storage.patterns,
        *((f"{app}/*.js", Storage._js_module_import_aggregation_patterns[1]) for app in OURS),
    )
