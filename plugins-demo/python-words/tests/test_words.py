"""Words on the fake server. Run `python3 -m unittest discover tests` in the plugin's folder."""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "plugin-api" / "python")]

from chinwag_testing import Err, Record, chat  # noqa: E402

import app  # noqa: E402
import words  # noqa: E402


def post(message, channel="town", kind=""):
    app.HookMessageHasBeenPosted().message_has_been_posted(Record(message=message, channel_id=channel, kind=kind))


def ask(command, channel="town"):
    return app.HookExecuteCommand().execute_command(Record(command=command, channel_id=channel))


class Words(unittest.TestCase):
    def setUp(self):
        chat.reset()

    def test_the_command_is_there_after_the_start(self):
        app.HookActivate().activate()
        self.assertEqual(chat.commands["words"].auto_complete_hint, "[how many]")

    def test_the_words_said_most_are_told_by_channel(self):
        post("Coffee, more coffee and tea")
        post("More COFFEE!")
        post("nothing here", channel="elsewhere")
        answer = ask("/words 2")
        self.assertEqual(answer.text, "1. coffee (3×)\n2. more (2×)")
        self.assertEqual(answer.response_type, "ephemeral")
        self.assertEqual(ask("/words", channel="empty").text, "Nothing was said here yet.")

    def test_code_links_names_and_the_servers_own_messages_are_no_words(self):
        post("@everybody see https://example.com/coffee `coffee` ```\ncoffee\n``` :coffee: #coffee")
        post("ann joined the channel", kind="system_join_channel")
        self.assertEqual(chat.values, {})

    def test_a_wrong_number_is_refused_in_words(self):
        for wrong in ("0", "51", "many", "-1"):
            with self.assertRaises(Err) as refused:
                ask(f"/words {wrong}")
            self.assertIn(f"`{wrong}` is not how many", refused.exception.value)

    def test_the_rarest_words_are_forgotten(self):
        counts = words.added({"often": 9}, [f"word{letter}" * 2 for letter in "abc"] * 2)
        many = words.added(counts, ["x" * length for length in range(4, 900)])
        self.assertEqual(len(many), words.MOST)
        self.assertEqual(many["often"], 9)

    def test_a_change_by_another_instance_meanwhile_is_not_lost(self):
        original, interfered = chat.get, []

        def get(key):
            found = original(key)
            if not interfered:
                interfered.append(key)
                chat.values[key] = b'{"other": 1}'
            return found

        sys.modules["wit_world.imports.kv"].get = get
        self.addCleanup(setattr, sys.modules["wit_world.imports.kv"], "get", original)
        post("mine")
        self.assertEqual(ask("/words").text, "1. mine (1×)\n2. other (1×)")

    def test_what_the_server_refuses_is_said_in_its_words(self):
        def get(_key):
            raise Err(Record(message="The plugin was not granted `kv`."))

        original = chat.get
        sys.modules["wit_world.imports.kv"].get = get
        self.addCleanup(setattr, sys.modules["wit_world.imports.kv"], "get", original)
        with self.assertRaises(Err) as refused:
            ask("/words")
        self.assertEqual(refused.exception.value, "The plugin was not granted `kv`.")


if __name__ == "__main__":
    unittest.main()
