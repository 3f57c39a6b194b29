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

  // What an address points at is shown, also in a report that is folded.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest("details:not([open])");
    if (folded) { folded.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();

  // A file dropped on the form is the file chosen in it.
  document.querySelectorAll("[data-drop]").forEach((form) => {
    const over = (on) => (event) => { event.preventDefault(); form.classList.toggle("over", on); };
    form.addEventListener("dragover", over(true));
    form.addEventListener("dragleave", over(false));
    form.addEventListener("drop", (event) => {
      over(false)(event);
      const file = form.querySelector("input[type=file]");
      if (event.dataTransfer.files.length) file.files = event.dataTransfer.files;
    });
  });
})();
