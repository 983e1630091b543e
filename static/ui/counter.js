// A number field marked data-ent-counter gets a button on each side: one less, one more.

function button(sign, words, change) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.setAttribute("aria-label", words);
  made.addEventListener("click", change);
  return made;
}

function step(field, by) {
  const least = field.min === "" ? Number.NEGATIVE_INFINITY : Number(field.min);
  const most = field.max === "" ? Number.POSITIVE_INFINITY : Number(field.max);
  field.value = Math.min(most, Math.max(least, Number(field.value || 0) + by));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

export function attachCounters(root) {
  for (const field of root.querySelectorAll("input[data-ent-counter]")) {
    const name = (field.labels[0]?.firstChild?.textContent ?? "").trim();
    const frame = document.createElement("div");
    frame.className = "ent-counter";
    field.replaceWith(frame);
    frame.append(
      button("−", `${name} : un de moins`, () => step(field, -1)),
      field,
      button("+", `${name} : un de plus`, () => step(field, 1)),
    );
  }
}
