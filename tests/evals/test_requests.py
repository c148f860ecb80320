"""Short requests over unseen bases: most are answered by the right call, and none by a wrong one."""

import pytest

from evals.requests import planned_for, requests, verdict

FLOOR = 0.6


@pytest.mark.parametrize("request_", requests(), ids=lambda request: request.text)
def test_no_request_is_answered_by_another_call(request_):
    planned = planned_for(request_)

    found = verdict(request_, planned)

    assert found == ("right" if request_.call else "asked back"), planned


def test_most_requests_are_answered():
    right = [each for each in requests() if verdict(each, planned_for(each)) == "right"]

    assert len(requests()) >= 70
    assert len(right) / len(requests()) >= FLOOR
