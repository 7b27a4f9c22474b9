"""The adapters, each against the library that it fits; a library that is not installed skips its tests."""
