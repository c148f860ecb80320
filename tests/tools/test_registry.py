"""The registry: found by folder, strict in its schemas, and with the rights of whoever asks."""

from app import tools
from app.actor import Actor

READING = [
    "aggregate_records",
    "describe_base",
    "describe_table",
    "export_records",
    "find_duplicates",
    "get_record",
    "get_run",
    "list_bases",
    "list_changes",
    "list_comments",
    "list_records",
    "make_chart",
    "preview_changes",
    "read_result",
    "search_records",
    "whoami",
]
WRITING = [
    "apply_changes",
    "create_comment",
    "create_field",
    "create_records",
    "create_table",
    "delete_records",
    "import_file",
    "undo_changes",
    "update_field",
    "update_records",
    "update_table",
    "upload_attachment",
    "upsert_records",
]


def test_every_file_of_the_folder_is_a_tool_in_a_stable_order():
    assert list(tools.all_tools()) == sorted([*READING, *WRITING])


def test_every_tool_says_what_it_does_and_refuses_unknown_arguments():
    for found in tools.all_tools().values():
        schema = found.arguments.model_json_schema()

        assert len(found.description) > 40
        assert schema["type"] == "object"
        assert schema["additionalProperties"] is False


def test_nobody_is_offered_a_tool_before_signing_in():
    assert tools.tools_for(Actor.anonymous("chat")) == []


def test_a_viewer_is_offered_the_tools_that_read(viewer):
    assert [found.name for found in tools.tools_for(viewer)] == READING


async def test_an_unknown_tool_comes_back_as_a_mistake_the_model_can_mend(owner):
    outcome = await tools.run(owner, "drop_tables", {})

    assert outcome.is_error
    assert outcome.data == {"error": "There is no tool named drop_tables.", "code": "unknown_tool"}


async def test_wrong_arguments_are_named_without_repeating_their_value(owner):
    outcome = await tools.run(owner, "describe_base", {"base": ["canary"], "more": 1})

    assert outcome.is_error
    assert outcome.data["code"] == "invalid_input"
    assert outcome.data["error"].startswith("base: ")
    assert "canary" not in outcome.data["error"]


async def test_a_call_without_a_role_runs_nothing():
    outcome = await tools.run(Actor.anonymous("chat"), "list_bases", {})

    assert outcome.data["code"] == "unknown_tool"
