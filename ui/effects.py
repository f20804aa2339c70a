"""What the page does for readers who do not see it change: speaks, scrolls and moves the focus.

Streamlit has no live region and leaves the focus where it was. One small script makes up for both.
It is the only script that the page adds, and nothing from a document or a question enters it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import streamlit as st

CHAT_INPUT = "textarea[data-testid='stChatInputTextArea']"

_LIVE_REGION = '<div id="live" role="status" aria-live="polite" class="unseen"></div>'

_SCRIPT = """<i></i><script>
(() => {
  const wish = %s;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const touch = matchMedia('(pointer: coarse)').matches;
  const live = document.getElementById('live');
  if (live) { live.textContent = ''; setTimeout(() => { live.textContent = wish.say; }, 100); }
  const once = (selector, act, tries = 60) => {
    if (!selector) return;
    const found = document.querySelector(selector);
    if (found && !found.disabled) act(found);
    else if (tries > 0) setTimeout(() => once(selector, act, tries - 1), 50);
  };
  // Only the main part scrolls: scrollIntoView would also shift the frame that holds the ask box.
  const toTop = (found, behavior) => {
    const main = document.querySelector('.stMain');
    if (main) main.scrollBy({ top: found.getBoundingClientRect().top - 16, behavior });
  };
  once(wish.show, (found) => toTop(found, calm ? 'auto' : 'smooth'));
  once(wish.focus, (found) => {
    const typing = found.tagName === 'TEXTAREA';
    if (typing && touch) return;
    const under = found.id && !matchMedia('(min-width: 62rem)').matches;
    found.focus({ preventScroll: typing || under });
    if (under) toTop(found, 'auto');
  });
  // A page is shown at its quote: the picture's own frame scrolls, by keyboard too.
  once('[class*="st-key-picture-"]', (frame) => {
    frame.tabIndex = 0;
    frame.setAttribute('role', 'region');
    frame.setAttribute('aria-label', 'Picture of the page');
    const place = document.querySelector('[data-place]');
    const [left, top] = ((place && place.dataset.place) || '0,0').split(',').map(Number);
    const bring = (picture) => {
      frame.scrollTop = Math.max(0, top * picture.clientHeight - 48);
      frame.scrollLeft = Math.max(0, left * picture.clientWidth - 16);
    };
    once('[class*="st-key-picture-"] img', (picture) => {
      if (picture.complete && picture.clientHeight > 0) bring(picture);
      else picture.addEventListener('load', () => bring(picture), { once: true });
    });
  }, 20);
  const lost = () => document.activeElement === document.body;
  const rescue = () => { if (lost()) once(wish.rescue, (found) => found.focus()); };
  if (wish.rescue) setTimeout(rescue, 400);
})();
</script>"""


@dataclass(frozen=True)
class Effect:
    """What to say aloud, and what to bring into view or to focus, as CSS selectors.

    `rescue` gets the focus only when the click left nothing focused (its button is now disabled).
    `serial` makes each one new: the page runs the script again only when its text changes. `turn`
    is the one that alone is drawn anew; None where the whole page is.
    """

    serial: int = 0
    say: str = ""
    show: str = ""
    focus: str = ""
    rescue: str = ""
    turn: int | None = None


def live_region() -> None:
    """An empty region that stays for the whole session: one that comes and goes is not read."""
    st.html(_LIVE_REGION)


def run(effect: Effect, turn: int | None = None) -> None:
    """Run the script where it belongs: in a turn's own part, or in the page's. It runs once, so
    the other parts keep its place with nothing."""
    if effect.turn != turn:
        st.html("<i></i>")
        return
    wish = json.dumps(asdict(effect)).replace("<", "\\u003c")
    st.html(_SCRIPT % wish, unsafe_allow_javascript=True)
