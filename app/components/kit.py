"""The small parts: icons, buttons, pills, cards, skeletons, empty states. Their look is assets/kit.css."""

from typing import Any, Literal

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

Hue = Literal["gray", "blue", "violet", "red", "green", "amber"]
ButtonKind = Literal["primary", "secondary", "ghost", "danger"]


def icon(name: str, size: int = 16, **props: Any) -> rx.Component:
    """A line icon that says nothing by itself; its button or the text beside it has the words."""
    return rx.icon(name, size=size, stroke_width=1.75, aria_hidden="true", **props)


def button(*content: Any, kind: ButtonKind = "ghost", **props: Any) -> rx.Component:
    """A button of one line, 28 px high (36 px on a phone)."""
    return rx.el.button(*content, type=props.pop("type", "button"), class_name=f"button {kind}", **props)


def page_link(*content: Any, href: str, **props: Any) -> rx.Component:
    """A link inside the product: the browser swaps the page without loading everything again."""
    return ReactRouterLink.create(*content, to=href, **props)


def link_button(*content: Any, href: str, kind: ButtonKind = "secondary") -> rx.Component:
    """A link that looks like a button, because it leads somewhere instead of doing something."""
    return page_link(*content, href=href, class_name=f"button {kind}")


def plain_link(*content: Any, href: str, **props: Any) -> rx.Component:
    """A link that looks like a button and leaves the bundle: to a plain page or a file."""
    return page_link(*content, href=href, reload_document=True, class_name="button secondary", **props)


def icon_button(name: str, label: str, size: int = 16, **props: Any) -> rx.Component:
    """A square button with an icon; the label is its name and its tooltip."""
    return rx.el.button(
        icon(name, size), type="button", aria_label=label, title=label, class_name="icon-button", **props
    )


def pill(*content: Any, hue: Hue = "gray", **props: Any) -> rx.Component:
    return rx.el.span(*content, class_name=f"pill {hue}", **props)


def avatar(initials: str | rx.Var[str], hue: Hue = "violet") -> rx.Component:
    """Initials in a circle, beside a name. They are drawn by the style sheet: only the name is read out."""
    return rx.el.span(custom_attrs={"data-initials": initials}, class_name=f"avatar {hue} size-6")


def kbd(keys: str) -> rx.Component:
    return rx.el.kbd(keys)


def card(title: str | rx.Var[str], *body: Any, meta: Any = "", actions: tuple[Any, ...] = ()) -> rx.Component:
    """A card with the header that result tables, charts, changes and receipts share."""
    return rx.el.section(
        rx.el.header(
            rx.el.h3(title),
            rx.el.span(meta, class_name="card-meta"),
            rx.el.span(*actions, class_name="card-actions"),
            class_name="card-head",
        ),
        *body,
        aria_label=title,
        class_name="card",
    )


def skeleton(class_name: str) -> rx.Component:
    """A grey bar that holds the place of something; give it the true size."""
    return rx.el.span(class_name=f"skeleton {class_name}")


def empty_state(icon_name: str, title: str, text: Any, *actions: Any) -> rx.Component:
    """Nothing here: what this is, and the one thing to do next."""
    return rx.el.div(
        rx.el.span(icon(icon_name, 20), class_name="empty-icon"),
        rx.el.h2(title),
        rx.el.p(text),
        *actions,
        class_name="empty-state",
    )
