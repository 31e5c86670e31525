// Both languages stand in the page; this shows one of them and remembers which.
"use strict";
(() => {
  const root = document.documentElement;
  const remembered = () => {
    try { return localStorage.getItem("bionrw-language"); } catch { return null; }
  };
  const show = (language) => {
    root.lang = language;
    for (const button of document.querySelectorAll("button[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    // A map opens in the language that is being read.
    for (const link of document.querySelectorAll('a[href*="maps/"]')) link.hash = `lang=${language}`;
    const title = document.querySelector(`template[data-title="${language}"]`);
    if (title) document.title = title.content.textContent;
  };
  const wished = remembered() || ((navigator.language || "").startsWith("de") ? "de" : "en");
  show(wished);
  for (const button of document.querySelectorAll("button[data-language]")) {
    button.addEventListener("click", () => {
      show(button.dataset.language);
      try { localStorage.setItem("bionrw-language", button.dataset.language); } catch { /* private window */ }
    });
  }
})();
