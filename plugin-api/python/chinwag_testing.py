"""A fake server for tests with `python3 -m unittest`: import this before the plugin.

It keeps values, knows which commands were registered and what was logged. Modules of the contract it does not know are
there and empty: a test puts into them what it wants answered.
"""

import sys
import types
from dataclasses import dataclass
from typing import Any


class Record:
    """Any record of the contract: what it was made with."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self.__dict__ == other.__dict__

    def __repr__(self) -> str:
        return f"Record({self.__dict__})"


@dataclass
class Always:
    """A value is written whatever is there."""


@dataclass
class Absent:
    """A value is written where there is none."""


@dataclass
class Equals:
    """A value is written where this is."""

    value: Any


@dataclass(frozen=True)
class Err(Exception):
    """A failure, as the contract has it."""

    value: Any


class Chat:
    """The fake server of this process."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.commands: dict[str, Record] = {}
        self.lines: list[tuple[Any, str, dict[str, str]]] = []

    def reset(self) -> None:
        """As after the start."""
        self.values.clear()
        self.commands.clear()
        self.lines.clear()

    def get(self, key: str) -> bytes | None:
        """kv.get"""
        return self.values.get(key)

    def set(self, key: str, value: bytes, options: Record) -> bool:
        """kv.set"""
        match options.only_if:
            case Always():
                holds = True
            case Absent():
                holds = key not in self.values
            case Equals(wanted):
                holds = self.values.get(key) == wanted
            case other:
                raise TypeError(f"only_if is one of kv.Condition_Always, _Absent, _Equals, and not {other!r}.")
        if holds:
            self.values[key] = value
        return holds

    def register(self, command: Record) -> None:
        """commands.register"""
        self.commands[command.trigger] = command

    def write(self, level: Any, message: str, fields: list[tuple[str, str]]) -> None:
        """log.write"""
        self.lines.append((level, message, dict(fields)))


chat = Chat()

INTERFACES = (
    "bots channels commands config context dialogs files kv log mail plugins posts preferences reactions roles schedule "
    "teams types users websocket"
).split()


def _module(name: str, **members: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
    return module


_module("componentize_py_types", Err=Err)
_module("wit_world")
_module("wit_world.imports")
_module("wit_world.exports")
_module("wit_world.exports.hook_execute_command", CommandResponse=Record, CommandArgs=Record)
for _name in INTERFACES:
    _module(f"wit_world.imports.{_name}")
sys.modules["wit_world.imports.kv"].__dict__.update(
    get=chat.get, set=chat.set, SetOptions=Record, Condition_Always=Always, Condition_Absent=Absent, Condition_Equals=Equals
)
sys.modules["wit_world.imports.commands"].__dict__.update(register=chat.register, Command=Record)
sys.modules["wit_world.imports.log"].__dict__.update(
    write=chat.write, Level=types.SimpleNamespace(DEBUG=0, INFO=1, WARN=2, ERROR=3)
)
