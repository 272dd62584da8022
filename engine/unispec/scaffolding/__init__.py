"""The first files of an integration or a resource, empty or from an OpenAPI file."""

from unispec.scaffolding._skeleton import Skeleton, new_integration, new_resource
from unispec.scaffolding._trial import Play
from unispec.scaffolding._writing import Refused, write_files

__all__ = ["Play", "Refused", "Skeleton", "new_integration", "new_resource", "write_files"]
