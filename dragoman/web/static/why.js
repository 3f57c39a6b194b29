// The panel beside a report: what the words pointed at were read as, and why. The cards are those below, copied.
(() => {
  const panel = document.querySelector(".why-panel");
  const report = document.querySelector(".report");
  if (!panel || !report) return;
  panel.hidden = false;
  const found = panel.querySelector(".found");
  const hint = panel.querySelector(".hint");
  let lit = [];

  // The layer of a finding is the section that it is listed in.
  const isShown = (id) => {
    const section = document.getElementById(id)?.closest("section[id]")?.id || "";
    return document.getElementById(`show-${section.replace(/ies$/, "y").replace(/s$/, "")}`)?.checked;
  };
  const copy = (id) => {
    const source = document.getElementById(id);
    if (!source) return null;
    const card = source.cloneNode(true);
    card.removeAttribute("id");
    card.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
    const made = document.createElement(source.tagName === "LI" ? "div" : "article");
    made.className = "card";
    made.append(...card.childNodes);
    if (source.dataset.why) {
      const why = document.createElement("p");
      why.className = "why";
      why.textContent = source.dataset.why;
      made.append(why);
    }
    const more = document.createElement("a");
    more.href = `#${id}`;
    more.className = "more";
    more.textContent = "in the record";
    made.append(more);
    const own = made.querySelector("a.id");
    if (own) made.append(" · ", correcting(own.href));
    return made;
  };
  // The way to the form of a finding; `correct.js` opens it here.
  const correcting = (href) => {
    const link = document.createElement("a");
    link.href = href;
    link.className = "more";
    link.dataset.form = "";
    link.textContent = "accept, correct, reject";
    return link;
  };
  const light = (ids) => {
    lit.forEach((element) => element.classList.remove("on"));
    lit = ids.flatMap((id) => [...report.querySelectorAll(`[data-of~="${CSS.escape(id)}"]`)]);
    lit.forEach((element) => element.classList.add("on"));
  };
  const point = (target) => {
    const mark = target.closest?.(".report [data-of]");
    const ids = mark ? mark.dataset.of.split(" ").filter(isShown) : [];
    if (!ids.length || panel.querySelector("form")) return;
    light(ids.slice(0, 1));
    found.replaceChildren(...ids.map(copy).filter(Boolean));
    hint.hidden = true;
    panel.scrollTop = 0;
  };
  report.addEventListener("mouseover", (event) => point(event.target));
  report.addEventListener("focusin", (event) => point(event.target));
  document.querySelector(".findings")?.addEventListener("mouseover", (event) => {
    const card = event.target.closest("[data-finding]");
    if (card) light([card.dataset.finding]);
  });

  // Layers stay as they were chosen.
  document.querySelectorAll(".layers input").forEach((input) => {
    const key = `dragoman-${input.id}`;
    try {
      const kept = localStorage.getItem(key);
      if (kept !== null) input.checked = kept === "true";
      input.addEventListener("change", () => localStorage.setItem(key, input.checked));
    } catch { /* a browser that keeps nothing */ }
  });
})();
