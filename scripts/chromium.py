"""Exit 0 if there is a Chromium that the browser tests would find: Debian's or Playwright's."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def is_installed() -> bool:
    if shutil.which("chromium"):
        return True
    with sync_playwright() as play:
        return Path(play.chromium.executable_path).is_file()


if __name__ == "__main__":
    sys.exit(not is_installed())
