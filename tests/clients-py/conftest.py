"""Starts the real server on a port and a data folder of its own, and gives drivers of people in it."""

import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from contextlib import contextmanager

import pytest
from mattermostautodriver import AsyncTypedDriver, TypedDriver

PASSWORD = "correct horse"


class Server:
    """A running server."""

    def __init__(self, host, port):
        self.host = host
        self.port = port

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    def options(self, **more):
        return {"scheme": "http", "url": self.host, "port": self.port, "max_retries": 0, **more}


def listening(child):
    """Waits for the line of the server's log that says where it listens; the rest of the log is read and dropped."""
    said, found = [], queue.Queue()

    def read():
        for line in child.stderr:
            said.append(line)
            if '"ready"' in line:
                found.put(json.loads(line)["addresses"])
        found.put(None)

    threading.Thread(target=read, daemon=True).start()
    address = found.get(timeout=30)
    if address is None:
        raise RuntimeError("the server ended before it was ready:\n" + "".join(said[-10:]))
    host, port = address.rsplit(":", 1)
    return host, int(port)


@contextmanager
def running():
    """Starts a server and ends it, also when a test fails."""
    binary = os.environ.get("CHINWAG_TEST_SERVER")
    if not binary:
        raise RuntimeError("CHINWAG_TEST_SERVER is not set: it names the chinwag binary to test")
    data = tempfile.mkdtemp(prefix="chinwag-py-")
    environment = {**os.environ, "CHINWAG_TEAMSETTINGS_ENABLEOPENSERVER": "true"}
    child = subprocess.Popen(
        [binary, "serve", "--data", data, "--listen", "127.0.0.1:0"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Server(*listening(child))
    finally:
        child.terminate()
        child.wait(timeout=30)
        shutil.rmtree(data, ignore_errors=True)


class Person:
    """Somebody with an account and a logged-in driver."""

    def __init__(self, driver, me):
        self.driver = driver
        self.me = me
        self.id = me["id"]


def log_in(server, name):
    driver = TypedDriver(server.options(login_id=name, password=PASSWORD))
    me = driver.login()
    return Person(driver, me)


def person(server, name):
    stranger = TypedDriver(server.options())
    stranger.users.create_user(email=f"{name}@example.org", username=name, password=PASSWORD)
    return log_in(server, name)


@pytest.fixture(scope="session")
def server():
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def ann(server):
    """The administrator: the first account."""
    return person(server, "ann")


@pytest.fixture(scope="session")
def bob(server, ann):
    return person(server, "bob")


@pytest.fixture(scope="session")
def team(ann, bob):
    team = ann.driver.teams.create_team(name="crew", display_name="Crew", type="O")
    ann.driver.teams.add_team_member(team["id"], user_id=bob.id)
    return team


@pytest.fixture(scope="session")
def channel(ann, bob, team):
    channel = ann.driver.channels.create_channel(team_id=team["id"], name="dev", display_name="Dev", type="O")
    ann.driver.channels.add_channel_member(channel["id"], user_id=bob.id)
    return channel


@pytest.fixture
def asynchronous(server, bob):
    return AsyncTypedDriver(server.options(token=bob.driver.client.token))

