"""Words: an example of a plugin in Python.

It is told of every message in public channels, counts its words, and `/words 5` tells the five said most in a channel.
What words are is in `words.py`. Each class is a hook of the contract; the world in `wit/plugin.wit` names them.
"""

import chinwag
import words

LONGEST_LIST = 50


class HookActivate:
    """The plugin starts."""

    @chinwag.hook
    def activate(self) -> None:
        chinwag.register_command("words", about="The words said most in this channel", hint="[how many]")


class HookMessageHasBeenPosted:
    """A message was posted."""

    @chinwag.hook
    def message_has_been_posted(self, post) -> None:
        said = words.words_of(post.message)
        # Messages of the server itself ("ann joined") are nobody's words.
        if said and not post.kind:
            chinwag.update(f"words:{post.channel_id}", {}, lambda counts: words.added(counts, said))


class HookExecuteCommand:
    """`/words` was typed."""

    @chinwag.hook
    def execute_command(self, args):
        text = chinwag.rest_of(args.command) or "10"
        if not text.isdecimal() or not 1 <= int(text) <= LONGEST_LIST:
            raise chinwag.Problem(f"`{text}` is not how many: a number from 1 to {LONGEST_LIST}.")
        counts = chinwag.load(f"words:{args.channel_id}", {})
        return chinwag.ephemeral(words.shown(counts, int(text)))
