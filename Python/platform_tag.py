"""Tags the wheel with the platform that its libraries are for, which Scripts/wheel finds out."""

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PlatformTag(BuildHookInterface):
    """Sets `py3-none-PLATFORM`: one wheel for all versions of Python, as nothing in it is compiled against one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        platform = os.environ.get("GOLDCREST_PLATFORM")
        if version == "editable" or not platform:
            return
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
