"""Whatever is asked wrongly, the client understands the refusal: a body with id, message and request_id."""

import inspect

import httpx
import pytest
from mattermostautodriver import TypedDriver
from mattermostautodriver.exceptions import (
    FeatureDisabled,
    InvalidMattermostError,
    InvalidOrMissingParameters,
    MattermostError,
    MethodNotAllowed,
    NoAccessTokenProvided,
    NotEnoughPermissions,
    ResourceNotFound,
)

from conftest import person

UNKNOWN = "abcdefghijklmnopqrstuvwxyz"

# Ends the session the sweep itself needs.
LEFT_OUT = {"logout"}


def stand_in(parameter):
    """Something of the right kind that names nothing there is."""
    kind = str(parameter.annotation)
    for word, value in (("list", []), ("dict", {}), ("bool", False), ("int", 1), ("str", UNKNOWN)):
        if word in kind:
            return value
    return {}


def operations(driver):
    """Every method of every group of the driver, with its name, but HEAD: its answers have no body by nature."""
    for group, endpoint in vars(type(driver)).items():
        if isinstance(endpoint, property):
            yield from methods(group, getattr(driver, group))
    for group, endpoint in vars(driver).items():
        if type(endpoint).__module__.startswith("mattermostautodriver.endpoints"):
            yield from methods(group.lstrip("_"), endpoint)


def methods(group, endpoint):
    for name, method in inspect.getmembers(endpoint, inspect.ismethod):
        if not name.startswith(("_", "head_")) and name not in LEFT_OUT:
            yield f"{group}.{name}", method


def sweep(driver):
    """Calls everything with stand-ins. Gives how each call ended, by name."""
    ended = {}
    for name, method in operations(driver):
        given = {
            key: stand_in(parameter)
            for key, parameter in inspect.signature(method).parameters.items()
            if parameter.default is inspect.Parameter.empty
        }
        try:
            method(**given)
            ended[name] = "answered"
        except (AttributeError, NameError) as error:
            # Methods of the client that cannot work: it has no PATCH, and some forget one of their own parameters.
            assert "patch" in str(error) or "is not defined" in str(error), name
        except InvalidMattermostError as error:
            ended[name] = f"not understood: {error.status_code} {error}"
        except MattermostError as error:
            assert len(error.request_id or "") == 26 and error.error_id and str(error), name
            ended[name] = error.status_code
        except ValueError as error:
            ended[name] = f"not understood: an answer that is not JSON: {error}"
    return ended


def not_understood(ended):
    return {name: how for name, how in ended.items() if str(how).startswith("not understood")}


def test_every_operation_of_the_client_refuses_a_stranger_in_a_way_it_understands(server, ann):
    ended = sweep(TypedDriver(server.options()))
    assert len(ended) > 450
    assert not_understood(ended) == {}
    assert ended["users.get_user"] == 401


def test_every_operation_of_the_client_answers_a_member_in_a_way_it_understands(server, ann):
    guinea_pig = person(server, "guineapig")
    ended = sweep(guinea_pig.driver)
    assert not_understood(ended) == {}
    assert [name for name, how in ended.items() if how == 500] == []
    assert ended["users.get_user"] == 404
    assert ended["system.get_config"] == 403


@pytest.mark.parametrize(
    ("refusal", "call"),
    [
        (InvalidOrMissingParameters, lambda driver: driver.users.get_user("short")),
        (ResourceNotFound, lambda driver: driver.users.get_user(UNKNOWN)),
        (NotEnoughPermissions, lambda driver: driver.system.get_config()),
        (FeatureDisabled, lambda driver: driver.cloud.get_cloud_limits()),
        (ResourceNotFound, lambda driver: driver.client.get("/api/v4/no/such/thing")),
        (MethodNotAllowed, lambda driver: driver.client.delete("/api/v4/system/ping")),
    ],
    ids=["malformed", "unknown", "forbidden", "not offered", "no such address", "wrong method"],
)
def test_a_refusal_becomes_the_exception_that_fits(bob, refusal, call):
    with pytest.raises(refusal) as refused:
        call(bob.driver)
    assert refused.value.error_id.count(".") >= 2
    assert len(refused.value.request_id) == 26


def test_a_refusal_is_json_with_all_its_parts(server, bob):
    headers = {"Authorization": f"Bearer {bob.driver.client.token}"}
    for address in ("/api/v4/users/short", f"/api/v4/posts/{UNKNOWN}", "/api/v4/cloud/limits", "/api/v4/nowhere"):
        answer = httpx.get(server.url + address, headers=headers)
        assert answer.headers["Content-Type"] == "application/json"
        body = answer.json()
        assert body["status_code"] == answer.status_code
        assert set(body) >= {"id", "message", "detailed_error", "request_id", "status_code"}
        assert body["request_id"] == answer.headers["X-Request-Id"]


def test_a_session_that_is_not_there_is_401_and_a_missing_right_never_is(server, bob):
    with pytest.raises(NoAccessTokenProvided):
        TypedDriver(server.options()).users.get_user("me")
    with pytest.raises(NotEnoughPermissions):
        bob.driver.users.create_user_access_token(bob.id, description="not allowed by default")
