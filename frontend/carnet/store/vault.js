// The key of the phone. Everything personal is sealed with AES-GCM under one data key per member,
// which exists in three forms: as an object of the browser that cannot be exported (no PIN), or
// wrapped by the PIN (PIN), and always wrapped by a secret of the server, which it gives back to
// the same member only: a phone where one has logged out is opened again by signing in.

const { subtle } = globalThis.crypto;
const DATA = { name: "AES-GCM", length: 256 };
const ITERATIONS = 310_000;
export const WRONG_PINS = 10;

/** Why a vault does not open: `code` is wrong-pin, forgotten, foreign, locked or short-pin. */
export class VaultError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const random = (length) => globalThis.crypto.getRandomValues(new Uint8Array(length));

function bytesOf(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const wrapperOfSecret = (secret) =>
  subtle.importKey("raw", bytesOf(secret), "AES-KW", false, ["wrapKey", "unwrapKey"]);

async function wrapperOfPin(pin, { salt, iterations }) {
  const typed = new TextEncoder().encode(pin);
  const base = await subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const kind = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  const made = { name: "AES-KW", length: 256 };
  return subtle.deriveKey(kind, base, made, false, ["wrapKey", "unwrapKey"]);
}

const unwrap = (wrapped, wrapper, extractable = false) =>
  subtle.unwrapKey("raw", wrapped, wrapper, "AES-KW", DATA, extractable, ["encrypt", "decrypt"]);

/** The data key out of its wrapping, by the first of the secrets that fits. */
async function bareKey(wrapped, secrets) {
  for (const secret of secrets) {
    try {
      return await unwrap(wrapped, await wrapperOfSecret(secret), true);
    } catch {
      // Not this one.
    }
  }
  // Sealed under another secret: never overwrite it, it guards entries not yet sent.
  throw new VaultError("foreign");
}

async function wrapByPin(key, pin, iterations) {
  if (!/^\d{4,12}$/.test(pin)) throw new VaultError("short-pin");
  const lock = { salt: random(16), iterations, wrong: 0 };
  lock.wrapped = await subtle.wrapKey("raw", key, await wrapperOfPin(pin, lock), "AES-KW");
  return lock;
}

/**
 * The vault of one member's storage.
 * @param {object} storage  see database.js
 * @param {{iterations?: number}} [options]  fewer iterations for tests only
 */
export async function openVault(storage, { iterations = ITERATIONS } = {}) {
  let row = (await storage.get("keys", "data")) ?? null;
  let key = row?.key ?? null;

  async function keep(fields) {
    row = { ...fields, name: "data" };
    await storage.put("keys", row);
  }

  function ready() {
    if (!key) throw new VaultError("locked");
    return key;
  }

  return {
    /** new (never used), open, locked (a PIN opens it) or closed (only signing in opens it). */
    get state() {
      if (!row) return "new";
      if (key) return "open";
      return row.pin ? "locked" : "closed";
    },

    get hasPin() {
      return Boolean(row?.pin);
    },

    /**
     * Open with the server's secret; the first time, make the key. A PIN, if given, is set.
     * @param {string} secret  32 bytes, base64url
     * @param {{pin?: string|null, former?: string[]}} [options]  `pin` null: no PIN any more;
     *   `former`: what the secret was before the installation changed its keys
     */
    async enter(secret, { pin, former = [] } = {}) {
      const wrapper = await wrapperOfSecret(secret);
      let wrapped = row?.wrapped;
      if (!wrapped) {
        const made = await subtle.generateKey(DATA, true, ["encrypt", "decrypt"]);
        wrapped = await subtle.wrapKey("raw", made, wrapper, "AES-KW");
      }
      const bare = await bareKey(wrapped, [secret, ...former]);
      wrapped = await subtle.wrapKey("raw", bare, wrapper, "AES-KW");
      const opened = await unwrap(wrapped, wrapper);
      const lock = pin ? await wrapByPin(bare, pin, iterations) : null;
      // Without a word about the PIN, the one that was set stays, its wrong tries forgiven.
      const kept = pin === undefined && row?.pin ? { ...row.pin, wrong: 0 } : lock;
      await keep(kept ? { wrapped, pin: kept } : { wrapped, key: opened });
      key = opened;
    },

    /** Open with the PIN. Ten wrong ones forget it: the queue stays, the member signs in again. */
    async unlock(pin) {
      if (!row?.pin) throw new VaultError("forgotten");
      // Counted before it is tried, and by the database: neither closing the page in the middle
      // nor a second tab gives free tries.
      row = await storage.update("keys", "data", (found) => {
        if (!found?.pin) return found;
        const wrong = found.pin.wrong + 1;
        const { pin: lock, ...rest } = found;
        return wrong > WRONG_PINS ? rest : { ...rest, pin: { ...lock, wrong } };
      });
      if (!row?.pin) throw new VaultError("forgotten");
      const { wrong } = row.pin;
      try {
        key = await unwrap(row.pin.wrapped, await wrapperOfPin(pin, row.pin));
      } catch {
        if (wrong < WRONG_PINS) throw new VaultError("wrong-pin");
        await keep({ wrapped: row.wrapped });
        throw new VaultError("forgotten");
      }
      await keep({ ...row, pin: { ...row.pin, wrong: 0 } });
    },

    /** Change the PIN, knowing the current one. */
    async changePin(current, pin) {
      await this.unlock(current);
      const bare = await unwrap(row.pin.wrapped, await wrapperOfPin(current, row.pin), true);
      await keep({ wrapped: row.wrapped, pin: await wrapByPin(bare, pin, iterations) });
    },

    /** Forget the key until the PIN is typed. Without a PIN there is nothing to lock. */
    lock() {
      if (row?.pin) key = null;
    },

    /** Logging out: forget the key and the PIN; what is sealed stays, for the same member. */
    async forget() {
      key = null;
      if (row) await keep({ wrapped: row.wrapped });
    },

    /** @returns {Promise<{iv: Uint8Array, data: ArrayBuffer}>} */
    seal(value) {
      return this.sealBytes(new TextEncoder().encode(JSON.stringify(value)));
    },

    async open(sealed) {
      return JSON.parse(new TextDecoder().decode(await this.openBytes(sealed)));
    },

    /** @param {ArrayBuffer|Uint8Array} bytes */
    async sealBytes(bytes) {
      const iv = random(12);
      return { iv, data: await subtle.encrypt({ name: "AES-GCM", iv }, ready(), bytes) };
    },

    /** @returns {Promise<ArrayBuffer>} */
    openBytes: async ({ iv, data }) => subtle.decrypt({ name: "AES-GCM", iv }, ready(), data),
  };
}

/** Lock the vault after `minutes` hidden or idle; returns what stops it. */
export function lockWhenLeft(vault, { page = document, minutes = 5, locked = () => {} } = {}) {
  let left = Date.now();
  const late = () => Date.now() - left > minutes * 60_000;
  const check = () => {
    if (vault.state !== "open" || !vault.hasPin || !late()) return;
    vault.lock();
    locked();
  };
  // A phone in a pocket freezes timers: the clock is read again when the page comes back.
  const touched = () => {
    check();
    if (page.visibilityState !== "hidden") left = Date.now();
  };
  const seen = () => {
    if (page.visibilityState === "hidden") left = Date.now();
    else check();
  };
  const events = ["pointerdown", "keydown", "input"];
  for (const name of events) page.addEventListener(name, touched, { capture: true });
  page.addEventListener("visibilitychange", seen);
  const timer = setInterval(check, 15_000);
  return () => {
    clearInterval(timer);
    for (const name of events) page.removeEventListener(name, touched, { capture: true });
    page.removeEventListener("visibilitychange", seen);
  };
}
