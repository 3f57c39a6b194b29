// The colours that the reader chose, before the page is drawn; without a choice those of the system.
try {
  document.documentElement.dataset.theme = localStorage.getItem("dragoman-theme") || "";
} catch { /* a browser that keeps nothing */ }
