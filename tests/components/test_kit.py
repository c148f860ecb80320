"""The small parts say what they are to people who do not see them."""

from app.components import kit


def rendered(component) -> str:
    return str(component.render())


def test_an_icon_button_has_a_name_and_a_tooltip():
    shown = rendered(kit.icon_button("x", "Close"))
    assert '"aria-label":"Close"' in shown
    assert 'title:"Close"' in shown


def test_an_icon_is_not_read_out():
    assert '"aria-hidden":"true"' in rendered(kit.icon("x"))


def test_a_button_does_not_send_a_form_by_accident():
    assert 'type:"button"' in rendered(kit.button("Save", kind="primary"))


def test_a_card_is_a_region_with_the_name_of_its_title():
    shown = rendered(kit.card("Largest deals", meta="5 of 12"))
    assert '"aria-label":"Largest deals"' in shown


def test_a_link_to_a_plain_page_leaves_the_bundle():
    shown = rendered(kit.plain_link("Change password", href="/change-password"))
    assert "reloadDocument:true" in shown
    assert 'to:"/change-password"' in shown


def test_initials_are_drawn_and_never_read_out():
    shown = kit.avatar("AM").render()
    assert shown["children"] == []
