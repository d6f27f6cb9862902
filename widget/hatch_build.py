"""Refuses to package what has not been built: a wheel without its browser side would draw nothing."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BUILT = (
    "deepdecipher_widget/dataset.sql",
    "deepdecipher_widget/labextension/package.json",
    "deepdecipher_widget/nbextension/index.js",
    "deepdecipher_widget/nbextension/extension.js",
)


class BuiltFilesHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        missing = [name for name in _BUILT if not Path(self.root, name).is_file()]
        if missing:
            raise RuntimeError(
                f"Not built: {', '.join(missing)}. Run 'npm run build -w widget' in the repository first."
            )
