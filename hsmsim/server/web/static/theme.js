/* Light or dark, as the system has it or as was chosen here. No module: those come after the page is drawn. */

"use strict";

{
  const KEY = "hsmsim.theme";
  const root = document.documentElement;
  const stored = () => localStorage.getItem(KEY) ?? "system";

  const wear = () => root.setAttribute("data-theme", stored());

  /** What is worn, and the next one. */
  window.hsmsimTheme = {
    get: stored,
    set(theme) {
      localStorage.setItem(KEY, theme);
      wear();
    },
  };
  window.addEventListener("storage", wear);
  wear();
}
