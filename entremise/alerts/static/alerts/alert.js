// What is usually dangerous ticks the box; one may untick it.

const category = document.querySelector("[data-ent-danger]");
const danger = document.querySelector("[name=danger]");

category?.addEventListener("change", () => {
  const likely = category.dataset.entDanger.split(" ");
  danger.checked ||= likely.includes(category.value);
});
