"""Helpers for plugins in Python: values as JSON in the key-value store, commands with what they offer while typing,
answers to commands, hooks that fail in words.

Everything the contract offers can be imported by its name as well, such as `wit_world.imports.posts`; names are written
in snake_case there, records and variants are dataclasses.
"""

import functools
import json
from typing import Any, Callable

from componentize_py_types import Err
from wit_world.exports.hook_execute_command import CommandResponse
from wit_world.imports import commands, kv, log

TRIES = 32


def load(key: str, otherwise: Any = None) -> Any:
    """A value of the key-value store; `otherwise` where there is none."""
    found = kv.get(key)
    return otherwise if found is None else json.loads(found)


def save(key: str, value: Any, expire_seconds: int = 0) -> None:
    """Writes a value: anything JSON can hold. `expire_seconds` until it goes by itself, 0 for never."""
    kv.set(key, _bytes(value), kv.SetOptions(expire_seconds=expire_seconds, only_if=kv.Condition_Always()))


def update(key: str, otherwise: Any, change: Callable[[Any], Any]) -> Any:
    """Changes a value so that no other instance's change is lost.

    Reads it, lets `change` give another, writes that if the value is still what was read, else begins again. Gives what
    was written.
    """
    for _ in range(TRIES):
        old = kv.get(key)
        value = change(otherwise if old is None else json.loads(old))
        condition = kv.Condition_Absent() if old is None else kv.Condition_Equals(old)
        if kv.set(key, _bytes(value), kv.SetOptions(expire_seconds=0, only_if=condition)):
            return value
    raise Problem(f"`{key}` was changed by others {TRIES} times in a row.")


def register_command(trigger: str, about: str = "", hint: str = "", team_id: str = "") -> None:
    """Registers a command. `about` is what it does, `hint` what follows it."""
    tree = {"Trigger": trigger, "Hint": hint, "HelpText": about, "RoleID": "", "Arguments": [], "SubCommands": []}
    commands.register(
        commands.Command(
            trigger=trigger,
            team_id=team_id,
            display_name=trigger,
            description=about,
            auto_complete=True,
            auto_complete_desc=about,
            auto_complete_hint=hint,
            auto_complete_data=json.dumps(tree),
            icon_url="",
        )
    )


def ephemeral(text: str) -> CommandResponse:
    """An answer to a command, shown to the person alone."""
    return _response("ephemeral", text)


def in_channel(text: str) -> CommandResponse:
    """An answer to a command, posted to the channel."""
    return _response("in_channel", text)


def rest_of(command: str) -> str:
    """What follows a command's name."""
    return " ".join(command.split()[1:])


def info(message: str, **fields: Any) -> None:
    """Writes a line to the plugin's log; fields are any values."""
    log.write(log.Level.INFO, message, [(name, str(value)) for name, value in fields.items()])


class Problem(Exception):
    """What went wrong, in words for whoever asked."""


def hook(answer: Callable[..., Any]) -> Callable[..., Any]:
    """A hook that answers failures as the contract wants them: with a text, so that the plugin lives on."""

    @functools.wraps(answer)
    def guarded(*given: Any) -> Any:
        try:
            return answer(*given)
        except Err as problem:
            raise Err(getattr(problem.value, "message", str(problem.value))) from problem
        except Exception as problem:
            raise Err(str(problem) or type(problem).__name__) from problem

    return guarded


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _response(kind: str, text: str) -> CommandResponse:
    return CommandResponse(response_type=kind, text=text, username="", icon_url="", goto_location="", props="")
