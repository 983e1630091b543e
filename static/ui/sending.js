// A double click does not send a form twice: until the answer comes, or long enough for one to lose
// patience, the second sending is held back.
const PATIENCE = 8000; // milliseconds

export function attachSending(root) {
  let sent = new WeakMap();
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
    const now = performance.now();
    if (now - (sent.get(form) ?? -PATIENCE) < PATIENCE) event.preventDefault();
    else sent.set(form, now);
  });
  // One that comes back to the page may send it again.
  window.addEventListener("pageshow", () => {
    sent = new WeakMap();
  });
}
