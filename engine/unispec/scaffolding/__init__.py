"""The first files of an integration or a resource, empty or from an OpenAPI file."""
