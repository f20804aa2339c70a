"""Colours of Streamlit's own controls; `style.css` has the page's. The reader's system picks one.

Every pair of text and background has a contrast of at least 4.5 to 1 (WCAG 2.2 AA).
"""

from __future__ import annotations

LIGHT = {
    "primaryColor": "#1d5f9e",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f3f4f5",
    "textColor": "#0b0c0c",
    "borderColor": "#8a9196",
}

DARK = {
    "primaryColor": "#7cc0f5",
    "backgroundColor": "#14181b",
    "secondaryBackgroundColor": "#20262a",
    "textColor": "#f3f2f1",
    "borderColor": "#79838a",
}

THEME = {
    "theme.baseRadius": "none",
    "theme.buttonRadius": "none",
    "theme.showWidgetBorder": "true",
    **{f"theme.light.{name}": value for name, value in LIGHT.items()},
    **{f"theme.dark.{name}": value for name, value in DARK.items()},
}
