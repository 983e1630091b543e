/* The button that prints the page. Without script, the menu of the browser does. */

for (const button of document.querySelectorAll("[data-ent-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
