"""One field of a form as every page shows it: label, what it is for, what is wrong with it, and the field itself."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, label: str = "", help: str = "") -> dict[str, Any]:
    """The field, its label and help replaced where others are given. A placeholder is no label: there is none."""
    widget = bound.field.widget
    widget.attrs.pop("placeholder", None)
    help = help or str(bound.help_text or "")
    says = [f"{bound.auto_id}_help"] * bool(help) + [f"{bound.auto_id}_wrong"] * bool(bound.errors)
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(says)} if says else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "label": label or bound.label,
        "help": help,
        "tick": isinstance(widget, CheckboxInput),
        "shown": bound.as_widget(attrs=attrs),
        "hidden": bound.is_hidden,
    }


@register.filter
def browser(agent: str) -> str:
    """“Firefox on Linux” for what a browser calls itself; its own words, cut, where that is not known."""
    programs = (
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
    )
    program = next((name for mark, name in programs if mark in agent), "")
    system = next((name for mark, name in (*systems, ("Linux", "Linux")) if mark in agent), "")
    if program and system:
        return _("%(program)s on %(system)s") % {"program": program, "system": system}
    return agent[:60] or _("a program without a name")


@register.filter
def drawing(svg: str) -> SafeString:
    """An SVG that the server drew, put into the page without its XML declaration. Never for what a stranger sent."""
    return mark_safe(svg[svg.index("<svg") :])
