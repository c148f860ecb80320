"""Where a link of an answer may lead: app/components/browser/links.js."""

import pytest

from tests.components.browser_modules import evaluate

pytestmark = pytest.mark.integration

READ = "m.readLink(href)"
FORBIDDEN = [
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://example.com/1",
    "/sign-out",
    "//example.com",
    "",
]


@pytest.mark.parametrize("href", FORBIDDEN)
def test_only_the_web_and_mail_are_links(href):
    assert evaluate("links.js", READ, href=href) is None


@pytest.mark.parametrize(
    ("href", "place"),
    [
        ("https://example.com/a?b=c", "example.com"),
        ("http://user@example.com:8080/", "example.com:8080"),
        ("https://good.example@evil.example/", "evil.example"),
        ("mailto:ada@example.com", "ada@example.com"),
    ],
)
def test_a_link_names_the_place_it_leads_to(href, place):
    assert evaluate("links.js", READ, href=href) == {"href": href, "place": place}
