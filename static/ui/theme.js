// Runs before the first paint: the theme is the one chosen (a cookie, which the server also reads),
// else the system's. Bootstrap reads it from data-bs-theme.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => (/(?:^|; )theme=(light|dark)/.exec(document.cookie) ?? [])[1];
  const apply = () => {
    root.dataset.bsTheme = chosen() ?? (system.matches ? "dark" : "light");
  };
  system.addEventListener("change", apply);
  document.addEventListener("ent-theme", apply);
  apply();
})();
