"""Developer-only tools; nothing here is installed with the package."""
