// Arrows move from cell to cell of a table; on a cell that holds a link, the link takes the focus.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function focusCell(cell) {
  const inside = cell.querySelector("a[href], button");
  if (!inside) cell.tabIndex = -1;
  (inside ?? cell).focus();
}

function move(table, from, [down, right]) {
  const row = from.closest("tr");
  const rows = [...table.rows];
  const next = rows[rows.indexOf(row) + down]?.cells[from.cellIndex + right];
  if (next) focusCell(next);
  return Boolean(next);
}

// An arrow pressed in the table, or the down arrow pressed on its frame.
function answer(table, event) {
  const step = STEPS[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return false;
  const cell = event.target.closest("td, th");
  if (cell) return move(table, cell, step);
  const first = table.tBodies[0]?.rows[0]?.cells[0];
  if (event.key !== "ArrowDown" || !first) return false;
  focusCell(first);
  return true;
}

export function attachTables(root) {
  for (const table of root.querySelectorAll("[data-ent-table]")) {
    const frame = table.closest("[tabindex]") ?? table;
    frame.addEventListener("keydown", (event) => {
      if (answer(table, event)) event.preventDefault();
    });
  }
}
