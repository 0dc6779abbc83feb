"""Draws the icons of the installed app from icon.svg, in Chromium: python -m docs.icons"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import OPTIONS, chromium_path

STATIC = Path(__file__).parent.parent / "src" / "manymentors" / "web" / "static"
PAPER = "#faf8f4"
ICONS = {"192": (192, 0.08, 0.18), "512": (512, 0.08, 0.18), "512-maskable": (512, 0.2, 0.0)}
"""Name → its width, the margin around the mark, and how round the corners are; a mask may cut off a fifth at each side."""


def main() -> None:
    mark = (STATIC / "icon.svg").read_text(encoding="utf-8")
    (STATIC / "icons").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=OPTIONS)
        for name, (width, margin, round_) in ICONS.items():
            page = browser.new_page(viewport={"width": width, "height": width})
            page.set_content(
                f"<style>body{{margin:0;background:transparent}}div{{box-sizing:border-box;width:{width}px;height:{width}px;"
                f"padding:{margin * width}px;background:{PAPER};border-radius:{round_ * width}px}}svg{{width:100%;height:100%}}"
                f"</style><div>{mark}</div>"
            )
            page.screenshot(path=STATIC / "icons" / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
