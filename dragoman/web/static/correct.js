// Comfort for those who correct, on top of forms that work without: the form of a finding opens beside the report, and words that
// are selected in the report are put into it. What a field holds is words; where they stand is found on the server.
(() => {
  const report = document.querySelector(".report");
  if (!report) return;

  // The words that were last selected in the report, and about where they stand, in code points.
  let selected = null;
  const missing = document.querySelector("[data-missing]");
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!report.contains(range.commonAncestorContainer)) return;
    const before = document.createRange();
    before.setStart(report, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const words = range.toString();
    selected = { words: words.trim(), near: [...before.toString()].length + (words.length - words.trimStart().length) };
    document.querySelectorAll("[data-take]").forEach((button) => { button.disabled = false; });
    if (missing) fill(missing, missing.elements.words);
  });
  const fill = (form, field, more) => {
    field.value = more && field.value.trim() ? `${field.value.trim()} … ${selected.words}` : selected.words;
    form.elements.near.value = selected.near;
  };

  const ready = (root) => root.querySelectorAll("[data-take]").forEach((button) => {
    button.hidden = false;
    button.disabled = !selected;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.take);
      fill(field.form, field, "more" in button.dataset);
      field.focus();
    });
  });
  ready(document);

  // In the panel beside a report: the form of a finding, and back.
  const place = document.querySelector(".why-panel #correct");
  if (!place) return;
  const panel = place.closest(".why-panel");
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-form], .why-panel a.id");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = new URL(link.href);
    const item = address.pathname.split("/").pop();
    address.searchParams.set("to", `${location.pathname}#${item}`);
    await htmx.ajax("GET", address.pathname + address.search, { target: "#correct", select: "#correct", swap: "outerHTML" });
    const form = document.getElementById("correct");
    ready(form);
    panel.classList.add("editing");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "quiet small close";
    close.textContent = "Close";
    close.addEventListener("click", () => { form.replaceChildren(); panel.classList.remove("editing"); });
    form.prepend(close);
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
    panel.scrollTop = 0;
  });
})();
