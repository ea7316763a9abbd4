"""The web application: routes, access, errors; pages live in api.pages."""
