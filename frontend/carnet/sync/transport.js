// The way to the server. It says what happened in few words, so that nothing else has to know
// about HTTP: an answer, or a Failure that tells whether it is worth trying again.

/**
 * `code`: offline (no answer: it may have arrived), revoked, unknown (the token is not known any
 * more), forbidden, too-big, refused, crashed (500), broken (no server behind the proxy, or an
 * answer nobody can read).
 */
export class Failure extends Error {
  constructor(code, detail = "") {
    super(detail || code);
    this.code = code;
    this.detail = detail;
  }
}

/** What our server says of one thing itself: a portal in its stead has no such words. */
export const isRefusal = ({ code, detail }) =>
  ["refused", "too-big"].includes(code) && Boolean(detail);

// A week of entries on a 3G: compressed, it is sent six times faster. Short ones are not worth it.
const WORTH_PACKING = 8_000;

async function pack(text) {
  if (text.length < WORTH_PACKING || !globalThis.CompressionStream) return text;
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(packed).blob();
}

const CODES = { 403: "forbidden", 413: "too-big", 429: "broken", 500: "crashed" };

async function failureOf(response) {
  let said = {};
  try {
    said = await response.json();
  } catch {
    // A proxy or a portal answered in our server's stead.
  }
  const detail = typeof said?.detail === "string" ? said.detail : "";
  if (response.status === 401) {
    // Only our server says "revoked", and only that word wipes a phone.
    return new Failure(said?.code === "revoked" ? "revoked" : "unknown", detail);
  }
  const refused = response.status >= 400 && response.status < 500;
  return new Failure(CODES[response.status] ?? (refused ? "refused" : "broken"), detail);
}

/**
 * @param {{api: string, version: string, token: () => string|Promise<string>,
 *   waiting: () => number|Promise<number>,
 *   conflicts?: () => number|Promise<number>, fetch?: typeof fetch, timeout?: number}} parts
 */
export function createTransport({
  api,
  version,
  token,
  waiting,
  conflicts = () => 0,
  fetch = globalThis.fetch.bind(globalThis),
  timeout = 30_000,
}) {
  async function call(path, body) {
    const headers = {
      Accept: "application/json",
      Authorization: `Bearer ${await token()}`,
      "X-Carnet-Waiting": String(await waiting()),
      "X-Carnet-Version": version,
      "X-Carnet-Conflicts": String(await conflicts()),
    };
    const isForm = body instanceof FormData;
    if (body && !isForm) headers["Content-Type"] = "application/json";
    const packed = isForm ? body : body && (await pack(JSON.stringify(body)));
    if (packed instanceof Blob) headers["Content-Encoding"] = "gzip";
    const impatient = new AbortController();
    // A photo on a 2G takes minutes, and is only one.
    const timer = setTimeout(() => impatient.abort(), isForm ? 6 * timeout : timeout);
    try {
      const response = await fetch(`${api}${path}`, {
        method: body ? "POST" : "GET",
        headers,
        body: packed,
        signal: impatient.signal,
        credentials: "omit",
        cache: "no-store",
      });
      if (!response.ok) throw await failureOf(response);
      return await json(response);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure("offline", String(error?.message ?? error));
    } finally {
      clearTimeout(timer);
    }
  }

  const photo = (file) => {
    const form = new FormData();
    form.append("file", file, "photo.jpg");
    return form;
  };
  const since = (cursor) => (cursor ? `?since=${encodeURIComponent(cursor)}` : "");

  return {
    sendEntries: (entries) => call("sync/activities", { entries }),
    sendRounds: (rounds) => call("sync/rounds", { rounds }),
    sendAlerts: (alerts) => call("sync/alerts", { alerts }),
    sendPhoto: (alert, id, file) => call(`sync/alerts/${alert}/photos/${id}`, photo(file)),
    entriesSince: (cursor) => call(`carnet/entries${since(cursor)}`),
    referenceSince: (cursor) => call(`carnet/reference${since(cursor)}`),
    lastWords: (words) => call("carnet/last-words", words),
    lastPhoto: (alert, id, file) =>
      call(`carnet/last-words/alerts/${alert}/photos/${id}`, photo(file)),
  };
}

async function json(response) {
  try {
    return await response.json();
  } catch (error) {
    // Cut in the middle, the answer is as good as lost; whole and unreadable, it is not ours.
    if (error instanceof SyntaxError) throw new Failure("broken", "unreadable answer");
    throw error;
  }
}
