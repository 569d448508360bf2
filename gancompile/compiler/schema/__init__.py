"""The JSON Schema of the language, made from the catalogue, and the validation of a tree against it."""

from gancompile.compiler.schema.spec_schema import spec_schema
from gancompile.compiler.schema.validate import (
    is_schedulable,
    validate,
    validate_document,
    validate_layer,
    validate_section,
)

__all__ = ["is_schedulable", "spec_schema", "validate", "validate_document", "validate_layer", "validate_section"]
