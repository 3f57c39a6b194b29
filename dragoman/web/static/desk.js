// Comfort on top of pages that work without: colours, addresses without empty fields, printing.
(() => {
  const switches = document.querySelector(".theme");
  if (switches) {
    switches.hidden = false;
    const chosen = document.documentElement.dataset.theme;
    switches.querySelectorAll("input").forEach((input) => { input.checked = input.value === chosen; });
    switches.addEventListener("change", (event) => {
      document.documentElement.dataset.theme = event.target.value;
      localStorage.setItem("dragoman-theme", event.target.value);
    });
  }

  // On a narrow screen filters are folded at first.
  if (matchMedia("(max-width: 62rem)").matches) {
    document.querySelectorAll("details.filters").forEach((details) => { details.open = false; });
  }

  // A form that asks leaves its empty fields out of the address.
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("[data-lean], .find")) return;
    const kept = [...event.formData].filter(([, value]) => value !== "");
    [...event.formData.keys()].forEach((name) => event.formData.delete(name));
    kept.forEach(([name, value]) => event.formData.append(name, value));
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
