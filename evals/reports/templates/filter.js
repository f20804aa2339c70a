(() => {
  const form = document.querySelector(".filters");
  const shown = document.querySelector(".shown");
  if (!form) return;
  const rows = [...document.querySelectorAll("[data-tokens]")].map((element) => ({
    element,
    tokens: new Set(element.dataset.tokens.split(" ")),
    text: element.textContent.toLowerCase(),
  }));
  const plural = (n) => `${n.toLocaleString("en-GB")} ${shown.dataset.noun}${n === 1 ? "" : "s"}`;
  const apply = () => {
    const words = form.querySelector("input").value.toLowerCase().split(/\s+/).filter(Boolean);
    const selects = [...form.querySelectorAll("select")];
    const tokens = selects.flatMap((select) => select.value.split(" ").filter(Boolean));
    let count = 0;
    for (const row of rows) {
      const fits =
        tokens.every((token) => row.tokens.has(token)) &&
        words.every((word) => row.text.includes(word));
      row.element.hidden = !fits;
      count += fits;
    }
    const all = plural(rows.length);
    shown.textContent = count === rows.length ? all : `${count || "None"} of ${all} shown`;
  };
  const open = (isOpen) => {
    for (const { element } of rows) if (!element.hidden) element.open = isOpen;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  form.querySelector("[data-open]").addEventListener("click", () => open(true));
  form.querySelector("[data-close]").addEventListener("click", () => open(false));
  apply();
})();
