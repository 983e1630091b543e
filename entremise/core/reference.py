"""Reference lists, read from data/reference: codes, labels, sources. Each app names its own."""

import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from config.env import ROOT

FOLDER = ROOT / "data" / "reference"


@dataclass(frozen=True)
class Code:
    """One entry of a list. `extra` holds what only some lists say (mapping, registers…)."""

    code: str
    label: str
    short: str
    icon: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CodeList:
    """A reference list, in the order of its source."""

    title: str
    source: str
    codes: tuple[Code, ...]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __getitem__(self, code: str) -> Code:
        return self.by_code[code]

    def label(self, code: str) -> str:
        """The label of a code, or the code itself when the list no longer holds it."""
        item = self.by_code.get(code)
        return item.label if item else code

    def short(self, code: str) -> str:
        """The short label of a code, or the code itself when the list no longer holds it."""
        item = self.by_code.get(code)
        return item.short if item else code

    def labels(self) -> dict[str, str]:
        """Code → label."""
        return {item.code: item.label for item in self.codes}

    def choices(self) -> list[tuple[str, str]]:
        """For a form field."""
        return [(item.code, item.label) for item in self.codes]

    @cached_property
    def by_code(self) -> dict[str, Code]:
        """The entries under their codes."""
        return {item.code: item for item in self.codes}


@cache
def load(name: str) -> CodeList:
    """The list of that file name. Raises FileNotFoundError, or KeyError on a malformed file."""
    raw = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return CodeList(
        title=raw["title"],
        source=raw["source"],
        codes=tuple(
            Code(
                code=item["code"],
                label=item["label"],
                short=item.get("short", item["label"]),
                icon=item.get("icon", ""),
                extra={
                    key: value
                    for key, value in item.items()
                    if key not in {"code", "label", "short", "icon"}
                },
            )
            for item in raw["codes"]
        ),
    )
