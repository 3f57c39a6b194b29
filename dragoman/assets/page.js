// Shows what belongs together: the words of a finding when its card is pointed at, the cards of some words when they are.
(() => {
  const lit = new Set();
  const clear = () => { lit.forEach((e) => e.classList.remove("on")); lit.clear(); };
  const light = (e) => { if (e) { e.classList.add("on"); lit.add(e); } };
  const words = (id) => document.querySelectorAll(`.report [data-of~="${CSS.escape(id)}"]`).forEach(light);
  const point = (target) => {
    const place = target.closest && target.closest("[data-of], [data-finding]");
    clear();
    if (!place) return;
    if (place.dataset.finding) words(place.dataset.finding);
    else place.dataset.of.split(" ").forEach((id) => { words(id); light(document.getElementById(id)); });
  };
  document.addEventListener("mouseover", (event) => point(event.target));
  document.addEventListener("focusin", (event) => point(event.target));
})();
