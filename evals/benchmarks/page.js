// In the page: looks whenever it changes, and keeps at which frame each thing was first to be seen.
window.watch = (tests) => new Promise((done) => {
  const seen = {}, left = new Set(Object.keys(tests));
  const look = () => {
    for (const name of left) {
      if (!tests[name]()) continue;
      left.delete(name);
      requestAnimationFrame(() => {
        seen[name] = performance.now();
        if (Object.keys(seen).length === Object.keys(tests).length) done(seen);
      });
    }
    if (left.size > 0) return;
    changes.disconnect();
    document.removeEventListener('load', look, true);
  };
  const changes = new MutationObserver(look);
  changes.observe(document, { attributes: true, childList: true, subtree: true });
  document.addEventListener('load', look, true);
});
window.shown = (selector) => [...document.querySelectorAll(selector)].some(
  (each) => each.getClientRects().length > 0 && each.textContent.trim());
window.loaded = (selector) => [...document.querySelectorAll(selector)].some(
  (each) => each.complete && each.naturalWidth > 0 && each.src !== each.dataset.before);
window.usable = () => {
  const box = document.querySelector("textarea[data-testid='stChatInputTextArea']");
  return box !== null && !box.disabled;
};
window.since = (act, tests) => {
  document.querySelectorAll('img').forEach((each) => { each.dataset.before = each.src; });
  const end = window.watch(tests);
  let begun = 0;
  document.addEventListener(act, () => { begun = performance.now(); },
    { capture: true, once: true });
  window.timed = end.then((seen) => Object.fromEntries(
    Object.entries(seen).map(([name, at]) => [name, at - begun])));
};
window.arrived = window.watch({ usable: window.usable });
