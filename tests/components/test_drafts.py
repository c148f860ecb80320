"""What is typed is kept: app/components/browser/drafts.js."""

import pytest

from tests.components.browser_modules import evaluate

pytestmark = pytest.mark.integration

STORAGE = """(() => {
  const kept = new Map(Object.entries(before));
  globalThis.localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
  const result = %s;
  return [result ?? null, Object.fromEntries(kept)];
})()"""


def act(expression, **before):
    return evaluate("drafts.js", STORAGE % expression, before=before)


def test_a_draft_comes_back_with_its_id():
    draft = {"id": "one", "text": "How many"}
    read, _ = act('(m.keepDraft("t1", {id: "one", text: "How many"}), m.readDraft("t1"))')
    assert read == draft


def test_each_thread_has_its_own_draft():
    read, _ = act('(m.keepDraft("t1", {id: "one", text: "How many"}), m.readDraft("t2").text)')
    assert read == ""


def test_an_empty_draft_leaves_nothing_behind():
    _, kept = act('m.keepDraft("", {id: "one", text: ""})', **{"draft:new": '{"id": "one", "text": "x"}'})
    assert kept == {}


def test_a_draft_that_is_not_ours_reads_as_empty():
    read, _ = act('m.readDraft("").text', **{"draft:new": '{"text": 7'})
    assert read == ""


def test_two_questions_never_share_an_id():
    read, _ = act("[m.blankDraft().id, m.blankDraft().id].map((id) => id.length)")
    same, _ = act("m.blankDraft().id === m.blankDraft().id")
    assert (read, same) == ([32, 32], False)
