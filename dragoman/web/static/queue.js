// The queue by keyboard; one name and one reason for all of it. Without this each finding has its own form.
(() => {
  const cards = () => [...document.querySelectorAll(".waiting > .card")];
  let at = 0;

  const ready = () => {
    const by = document.querySelector("[data-by]");
    if (!by) return;
    document.querySelector(".queue .keys").hidden = false;
    by.classList.add("shared");
    by.parentElement.classList.add("with-keys");
    const share = (input) => document.querySelectorAll(`.waiting [name="${input.name}"]`).forEach((own) => { own.value = input.value; });
    by.querySelectorAll("input").forEach((input) => {
      input.addEventListener("input", () => share(input));
      share(input);
    });
  };
  const go = (to) => {
    const all = cards();
    at = Math.max(0, Math.min(to, all.length - 1));
    all[at]?.focus();
  };
  ready();

  document.addEventListener("focusin", (event) => {
    const card = event.target.closest?.(".waiting > .card");
    if (card) at = cards().indexOf(card);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const press = (selector) => cards()[at]?.querySelector(selector)?.click();
    const on = cards().includes(document.activeElement);
    const act = {
      j: () => go(on ? at + 1 : at), k: () => go(at - 1),
      a: () => press("button[value=accept]"), r: () => press("button[value=reject]"), e: () => press(".buttons a"),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  // What was said of one is gone; the next one has its place.
  document.addEventListener("htmx:after:swap", () => { ready(); go(at); });
})();
