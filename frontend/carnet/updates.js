// The service worker: the notebook starts without a network from the second time on, and a new
// version waits until the person says so. It never touches what they wrote.

/**
 * @param {{worker: string}} config
 * @param {(install: () => void) => void} ready  called when a new version has been fetched whole
 */
export async function watchUpdates(config, ready) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  let asked = false;
  const offer = (worker) =>
    ready(() => {
      asked = true;
      worker.postMessage("install");
    });
  // Every tab of the notebook changes version together.
  workers.addEventListener("controllerchange", () => asked && location.reload());
  let registration;
  try {
    registration = await workers.register(config.worker, { scope: config.scope });
  } catch {
    return; // Private browsing, or a browser that refuses: the notebook works while it is open.
  }
  if (registration.waiting && workers.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh?.addEventListener("statechange", () => {
      if (fresh.state === "installed" && workers.controller) offer(fresh);
    });
  });
}
