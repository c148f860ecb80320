"""What is typed is kept: app/components/browser/drafts.js."""

import pytest

from tests.components.browser_modules import evaluate

pytestmark = pytest.mark.integration

STORAGE = """(() => {
  globalThis.localStorage = { ...before };
  const add = (name, value) => Object.defineProperty(localStorage, name, { value });
  add("getItem", (key) => localStorage[key] ?? null);
  add("setItem", (key, value) => { if (isFull) throw new Error("full"); localStorage[key] = value; });
  add("removeItem", (key) => { delete localStorage[key]; });
  const result = %s;
  return [result ?? null, { ...localStorage }];
})()"""
DRAFT = '{id: "one", text: "How many", files: []}'


def act(expression, *, is_full=False, **before):
    return evaluate("drafts.js", STORAGE % expression, before=before, isFull=is_full)


def test_a_draft_comes_back_with_its_id():
    read, _ = act(f'(m.keepDraft("ada", "t1", {DRAFT}), m.readDraft("ada", "t1"))')
    assert read == {"id": "one", "text": "How many", "files": []}


def test_each_thread_has_its_own_draft():
    read, _ = act(f'(m.keepDraft("ada", "t1", {DRAFT}), m.readDraft("ada", "t2").text)')
    assert read == ""


@pytest.mark.parametrize("other", ["bo@example.test", "ada@example.tesT", ""])
def test_the_next_person_of_the_browser_never_sees_a_draft(other):
    read, _ = act(f'(m.keepDraft("ada@example.test", "", {DRAFT}), m.readDraft("{other}", "").text)')
    assert read == ""


def test_a_draft_is_kept_without_the_name_of_its_writer():
    _, kept = act(f'm.keepDraft("ada@example.test", "t1", {DRAFT})')
    assert [key for key in kept if "ada" in key or "example" in key] == []
    assert len(kept) == 1


def test_signing_out_forgets_ones_own_drafts_and_nothing_else():
    _, kept = act(
        f'[m.keepDraft("ada", "", {DRAFT}), m.keepDraft("ada", "t1", {DRAFT}), m.keepDraft("bo", "", {DRAFT}),'
        ' m.forgetDrafts("ada")].pop()',
        theme="dark",
    )
    (others,) = [key for key in kept if key.startswith("draft:")]
    assert (others.endswith(":new"), kept["theme"]) == (True, "dark")


def test_an_empty_draft_leaves_nothing_behind():
    _, kept = act(f'(m.keepDraft("ada", "", {DRAFT}), m.keepDraft("ada", "", m.draftOf("")))')
    assert kept == {}


def test_a_draft_that_is_not_ours_reads_as_empty():
    _, kept = act(f'm.keepDraft("ada", "", {DRAFT})')
    read, _ = act('m.readDraft("ada", "").text', **dict.fromkeys(kept, '{"text": 7'))
    assert read == ""


def test_a_full_storage_costs_the_copy_and_not_the_page():
    read, kept = act(f'(m.keepDraft("ada", "", {DRAFT}), m.readDraft("ada", "").text)', is_full=True)
    assert (read, kept) == ("", {})


def test_two_questions_never_share_an_id():
    read, _ = act('[m.draftOf("").id, m.draftOf("x").id].map((id) => id.length)')
    same, _ = act('m.draftOf("x").id === m.draftOf("x").id')
    assert (read, same) == ([32, 32], False)
