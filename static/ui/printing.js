// Buttons that print the page: shown only where a script can answer them.

export function attachPrinting(root) {
  for (const button of root.querySelectorAll("[data-ent-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
