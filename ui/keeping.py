"""Keep and share: copy an answer with its references, link to it, save the conversation."""

from __future__ import annotations

from datetime import date
from functools import partial
from urllib.parse import quote

import streamlit as st

from ui import export, references
from ui.conversation import Conversation
from ui.markup import tag
from ui.shapes import Answer

COPIED, LINKED = "Copied with its references.", "Link copied."

# The texts to copy come as data, never as code or markup; where the browser has no clipboard for
# this address (plain HTTP from another computer), the old way of copying is used.
_SCRIPT = """
const old = (text) => {
  const box = document.createElement('textarea');
  box.value = text;
  box.setAttribute('aria-hidden', 'true');
  box.style.position = 'fixed';
  document.body.append(box);
  box.select();
  const done = document.execCommand('copy');
  box.remove();
  return done;
};
const copy = async (text, html) => {
  try {
    const type = (mime, content) => ({ [mime]: new Blob([content], { type: mime }) });
    if (html) {
      await navigator.clipboard.write([
        new ClipboardItem({ ...type('text/plain', text), ...type('text/html', html) }),
      ]);
    } else await navigator.clipboard.writeText(text);
    return true;
  } catch { return old(text); }
};
export default function (component) {
  const { data, parentElement } = component;
  const said = parentElement.querySelector('.copied');
  const link = () => {
    const here = new URL(window.location.href);
    return here.origin + here.pathname + data.link;
  };
  const answer = async (event, message, text, html) => {
    const button = event.currentTarget;
    said.textContent = '';
    const done = await copy(text, html);
    said.textContent = done ? message : 'Your browser did not allow it.';
    button.focus();
  };
  parentElement.querySelector('.copy-answer').onclick =
    (event) => answer(event, data.copied, data.text, data.html);
  parentElement.querySelector('.copy-link').onclick =
    (event) => answer(event, data.linked, link());
}
"""
_BUTTONS = """<div class="copying"><button type="button" class="copy-answer">Copy answer</button>
<button type="button" class="copy-link">Copy link</button>
<span class="copied" role="status"></span></div>"""


def answer(conversation: Conversation, turn: int, given: Answer) -> None:
    """The row under an answer."""
    with st.container(key=f"keep-{turn}"):
        _component()(
            key=f"copy-{turn}",
            data={
                "text": references.plain(given.question, given),
                "html": references.rich(given.question, given),
                "link": f"?answer={quote(given.id, safe='')}",
                "copied": COPIED,
                "linked": LINKED,
            },
        )
        st.button(
            "Change the question",
            key=f"edit-{turn}",
            on_click=conversation.edit,
            args=(turn,),
            disabled=conversation.pending is not None,
        )


def conversation(kept: Conversation) -> None:
    """Save what was asked so far as a file."""
    with st.container(key="save"):
        st.html(tag("h2", "Save these answers"))
        with st.container(key="save-buttons"):
            for name, make, kind, suffix in (
                ("Save as Word", export.as_word, export.WORD, "docx"),
                ("Save as Markdown", export.as_markdown, "text/markdown", "md"),
            ):
                st.download_button(
                    name,
                    data=partial(make, kept.answers, date.today()),
                    file_name=f"reform-qa-{date.today():%Y-%m-%d}.{suffix}",
                    mime=kind,
                    key=f"save-{suffix}",
                    on_click="ignore",
                )


@st.cache_resource(show_spinner=False)
def _component() -> st.components.v2.types.ComponentRenderer:
    return st.components.v2.component(
        "reform_qa_copy", html=_BUTTONS, js=_SCRIPT, isolate_styles=False
    )
