// A button that copies the key shown beside it; without clipboard, it stays hidden.

export function attachCopy(root) {
  const button = root.querySelector("[data-ent-copy]");
  const source = root.querySelector("[data-ent-copy-source]");
  if (!button || !source || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value);
    button.querySelector("span").textContent = "Copiée";
  });
  source.addEventListener("focus", () => source.select());
}

attachCopy(document);
