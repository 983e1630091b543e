"""Pages, files and lists that anybody opens."""
