"""The public site: find a service, figures, open data. Nothing here is about anybody."""
