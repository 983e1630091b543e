// Keys of the keyboard: « / » goes to the search field, « n » opens the page's "new" link.

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

export function attachKeys(root) {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const search = root.querySelector("[data-ent-search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
    }
    if (event.key === "n") root.querySelector("[data-ent-new]")?.click();
  });
}
