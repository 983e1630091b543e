// The service worker: keeps the files of one version of the notebook, whole, and answers with them
// before the network does. What a person wrote is elsewhere (IndexedDB), and never touched here.
// The server writes `self.CARNET` above this line: version, shell, files, api.

const { version, shell, files, api } = self.CARNET;
const NAME = `carnet-${version}`;

/** All or nothing: a version with a missing file is not installed, and the one before goes on. */
async function keep() {
  const cache = await caches.open(NAME);
  // Past the browser's own cache: an old file under a new version would break it for good.
  const fresh = [shell, ...files].map((address) => new Request(address, { cache: "reload" }));
  await cache.addAll(fresh);
}

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("carnet-") && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(request) {
  const cache = await caches.open(NAME);
  const address = request.mode === "navigate" ? shell : request;
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keep()));

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

// A new version takes over when the person says so, never under their thumb.
self.addEventListener("message", ({ data }) => {
  if (data === "install") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const ours = origin === self.location.origin && request.method === "GET";
  // The notebook's own page and files; the site, the API and the sign-in go to the network.
  const known = pathname === shell || files.includes(pathname);
  if (ours && known && !pathname.startsWith(api)) event.respondWith(answer(request));
});
