"""Forms drawn by our own templates, wherever `{{ form }}` or `{{ field }}` is written."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Django's renderer over the project's templates."""

    form_template_name = "ui/form.html"
