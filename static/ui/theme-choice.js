// The three buttons that choose light, dark, or as the system.

const YEAR = 60 * 60 * 24 * 365;

function chosen() {
  return (/(?:^|; )theme=(light|dark)/.exec(document.cookie) ?? [])[1] ?? "";
}

function show(group) {
  for (const button of group.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === chosen()));
  }
}

export function attachTheme(root) {
  for (const group of root.querySelectorAll("[data-ent-theme]")) {
    group.hidden = false;
    show(group);
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const age = button.value ? YEAR : 0;
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
      document.cookie = `theme=${button.value}; path=/; max-age=${age}; samesite=lax`;
      document.dispatchEvent(new Event("ent-theme"));
      show(group);
    });
  }
}
