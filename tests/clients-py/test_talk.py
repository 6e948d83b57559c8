"""What a bot in Python does: log in, find its way, talk, send files, and listen."""

import asyncio
import json
from itertools import count

import httpx
import pytest
from mattermostautodriver import TypedDriver
from mattermostautodriver.exceptions import (
    InvalidOrMissingParameters,
    NoAccessTokenProvided,
    NotEnoughPermissions,
    ResourceNotFound,
)

from conftest import PASSWORD, log_in, person

PATIENCE = 15


def pages(read):
    """Reads page after page to the empty one, as the clients' loops do."""
    for page in count():
        found = read(page)
        if not found:
            return
        yield from found


def test_a_login_gives_a_token_and_a_wrong_password_does_not(server, ann):
    driver = TypedDriver(server.options(login_id="ann@example.org", password=PASSWORD))
    assert driver.login()["username"] == "ann"
    assert len(driver.client.token) == 26
    assert driver.users.get_user("me")["id"] == ann.id
    with pytest.raises(NoAccessTokenProvided) as refused:
        TypedDriver(server.options(login_id="ann", password="wrong horse")).login()
    assert refused.value.error_id == "api.user.login.invalid_credentials_email_username"


def test_a_personal_access_token_logs_in_and_a_revoked_one_does_not(server, ann):
    token = ann.driver.users.create_user_access_token("me", description="for a script")
    script = TypedDriver(server.options(token=token["token"]))
    assert script.login()["username"] == "ann"
    ann.driver.users.revoke_user_access_token(token_id=token["id"])
    with pytest.raises(NoAccessTokenProvided):
        script.users.get_user("me")


def test_a_session_ends_with_the_logout(server, bob):
    other = log_in(server, "bob")
    other.driver.logout()
    with pytest.raises(NoAccessTokenProvided):
        other.driver.users.get_user("me")
    assert bob.driver.users.get_user("me")["id"] == bob.id


def test_people_and_places_are_found_by_name(ann, bob, team, channel):
    assert bob.driver.users.get_user_by_username("ann")["id"] == ann.id
    assert bob.driver.teams.get_team_by_name("crew")["id"] == team["id"]
    assert bob.driver.channels.get_channel_by_name(team["id"], "dev")["id"] == channel["id"]
    for look in (
        lambda: bob.driver.users.get_user_by_username("nobody"),
        lambda: bob.driver.teams.get_team_by_name("nowhere"),
        lambda: bob.driver.channels.get_channel_by_name(team["id"], "nowhere"),
    ):
        with pytest.raises(ResourceNotFound):
            look()


def test_a_message_is_posted_answered_changed_and_deleted(ann, bob, channel):
    post = bob.driver.posts.create_post(channel_id=channel["id"], message="hello @ann")
    answer = ann.driver.posts.create_post(channel_id=channel["id"], message="hello bob", root_id=post["id"])
    thread = bob.driver.posts.get_post_thread(post["id"])
    assert thread["order"][0] == post["id"]
    assert thread["posts"][answer["id"]]["message"] == "hello bob"
    changed = bob.driver.posts.patch_post(post["id"], message="hello all")
    assert changed["message"] == "hello all"
    with pytest.raises(NotEnoughPermissions):
        bob.driver.posts.patch_post(answer["id"], message="mine")
    assert bob.driver.posts.delete_post(post["id"]) == {"status": "OK"}
    with pytest.raises(ResourceNotFound):
        ann.driver.posts.get_post(post["id"])


def test_an_empty_message_is_refused_with_words(bob, channel):
    with pytest.raises(InvalidOrMissingParameters) as refused:
        bob.driver.posts.create_post(channel_id=channel["id"], message="")
    assert str(refused.value)
    assert len(refused.value.request_id) == 26


def test_reactions_preferences_and_a_status_are_kept(bob, channel):
    post = bob.driver.posts.create_post(channel_id=channel["id"], message="react")
    reaction = {"user_id": bob.id, "post_id": post["id"], "emoji_name": "+1"}
    bob.driver.reactions.save_reaction(reaction)
    assert [one["emoji_name"] for one in bob.driver.reactions.get_reactions(post["id"])] == ["+1"]
    assert bob.driver.reactions.delete_reaction(bob.id, post["id"], "+1") == {"status": "OK"}
    preference = {"user_id": bob.id, "category": "odd.one", "name": "a+b", "value": "c"}
    bob.driver.preferences.update_preferences(bob.id, [preference])
    assert preference in bob.driver.preferences.get_preferences(bob.id)
    bob.driver.status.update_user_status(bob.id, "away")
    assert bob.driver.status.get_user_status(bob.id)["status"] == "away"


def test_a_file_is_uploaded_posted_and_downloaded(server, bob, channel):
    sent = bob.driver.files.upload_file(
        files=("notes.txt", b"some notes"), channel_id=channel["id"], client_ids="mine"
    )
    info = sent["file_infos"][0]
    assert (info["name"], info["size"], sent["client_ids"]) == ("notes.txt", 10, ["mine"])
    post = bob.driver.posts.create_post(channel_id=channel["id"], message="see", file_ids=[info["id"]])
    assert [one["id"] for one in bob.driver.posts.get_file_infos_for_post(post["id"])] == [info["id"]]
    assert bob.driver.files.get_file(info["id"]).content == b"some notes"
    eve = person(server, "eve")
    with pytest.raises(NotEnoughPermissions):
        eve.driver.files.get_file(info["id"])


def test_listing_loops_end_on_an_empty_page(ann, team, channel):
    for number in range(5):
        ann.driver.posts.create_post(channel_id=channel["id"], message=f"page {number}")

    def read(page):
        found = ann.driver.posts.get_posts_for_channel(channel["id"], page=page, per_page=2)
        return found["order"]

    seen = list(pages(read))
    assert len(seen) == len(set(seen)) >= 5
    lists = [
        lambda page: ann.driver.users.get_users(page=page, per_page=1),
        lambda page: ann.driver.teams.get_all_teams(page=page, per_page=1),
        lambda page: ann.driver.channels.get_public_channels_for_team(team["id"], page=page, per_page=1),
        lambda page: ann.driver.channels.get_channel_members(channel["id"], page=page, per_page=1),
        lambda page: ann.driver.teams.get_team_members(team["id"], page=page, per_page=1),
        lambda page: ann.driver.bots.get_bots(page=page, per_page=1),
        lambda page: ann.driver.webhooks.get_incoming_webhooks(page=page, per_page=1),
    ]
    for read in lists:
        one_by_one = list(pages(read))
        assert len(one_by_one) == len({json.dumps(one, sort_keys=True) for one in one_by_one})
        everything = ann.driver.users.get_users(per_page=100_000_000)
        assert len(everything) >= 2


def test_a_hook_takes_what_a_script_sends(server, ann, bob, channel):
    hook = ann.driver.webhooks.create_incoming_webhook(channel_id=channel["id"], display_name="builds")
    address = f"{server.url}/hooks/{hook['id']}"
    assert httpx.post(address, json={"text": "as JSON"}).text == "ok"
    assert httpx.post(address, data={"payload": json.dumps({"text": "as a form"})}).text == "ok"
    assert httpx.post(address, files={"payload": (None, '{"text": "as multipart"}')}).text == "ok"
    said = bob.driver.posts.get_posts_for_channel(channel["id"], per_page=3)
    newest = [said["posts"][post]["message"] for post in said["order"]]
    assert newest == ["as multipart", "as a form", "as JSON"]
    assert httpx.post(f"{server.url}/hooks/{'a' * 26}", json={"text": "x"}).status_code in (400, 404)


def test_a_listener_is_told_what_is_posted(asynchronous, ann, channel):
    async def scene():
        told = asyncio.Queue()

        async def hear(message):
            told.put_nowait(json.loads(message))

        await asynchronous.login()
        listening = asyncio.create_task(asynchronous.init_websocket(hear))
        try:
            first = await asyncio.wait_for(told.get(), PATIENCE)
            assert (first["event"], first["seq"]) == ("hello", 0)
            said = ann.driver.posts.create_post(channel_id=channel["id"], message="heard?")
            while True:
                frame = await asyncio.wait_for(told.get(), PATIENCE)
                if frame.get("event") == "posted":
                    break
            assert json.loads(frame["data"]["post"])["id"] == said["id"]
            assert frame["data"]["sender_name"] == "@ann"
        finally:
            asynchronous.disconnect()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    asyncio.run(scene())
