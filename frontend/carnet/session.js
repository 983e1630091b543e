// Who is on this phone, and with what: the storage, the key, the token. A phone is nobody's
// (arriving), somebody's and open, closed by a PIN (locked), or left by its user with entries still
// sealed inside (closed: the same person signs in again).

import { createAlerts } from "./store/alerts.js";
import { openHere, openMember } from "./store/database.js";
import { createEntries } from "./store/entries.js";
import { createPhotos } from "./store/photos.js";
import { createReference } from "./store/reference.js";
import { createRounds } from "./store/rounds.js";
import { openVault } from "./store/vault.js";

const asJson = { Accept: "application/json" };

/** By which the server knows this phone again once its token is forgotten; it opens nothing. */
async function fingerprint(token) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether somebody is signed in on this browser, and may take this phone. */
async function invitation(address, fetch) {
  const response = await fetch(address, { headers: asJson, cache: "no-store" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/**
 * @param {{register: string, signOut: string}} config
 * @param {{dayOf: (content: object) => string, told: () => void, fetch?: typeof fetch}} parts
 */
export async function createSession(
  config,
  { dayOf, told, fetch = globalThis.fetch.bind(globalThis) },
) {
  const here = await openHere();
  let member = (await here.read())?.person ?? null;
  let storage = null;
  let vault = null;
  let book = null;

  async function attach(id) {
    storage?.close();
    // Each touch is kept at once: a page that starts again loses nothing.
    storage = await openMember(id, { onLost: () => globalThis.location.reload() });
    vault = await openVault(storage);
  }

  async function ready() {
    const { sealed } = (await storage.get("meta", "token")) ?? {};
    const token = sealed ? await vault.open(sealed) : null;
    const parts = { storage, vault, dayOf, told };
    const photos = createPhotos(parts);
    book = {
      storage,
      vault,
      member,
      token,
      entries: createEntries(parts),
      rounds: createRounds(parts),
      alerts: createAlerts({ ...parts, photos }),
      photos,
      reference: createReference({ storage, vault }),
    };
    return book;
  }

  // Whoever takes this phone next signs in first: the session of the site must not do it for them.
  // Offline it is owed, and settled before anybody is invited again.
  async function signOut() {
    const { person } = (await here.read()) ?? {};
    await here.write({ person, signOutOwed: true });
    try {
      await settle();
    } catch {
      // At the next invitation.
    }
  }

  async function settle() {
    const held = await here.read();
    if (!held?.signOutOwed) return;
    const { csrf } = await invitation(config.register, fetch);
    const headers = { "X-CSRFToken": csrf };
    if (csrf) {
      const answer = await fetch(config.signOut, { method: "POST", headers });
      if (!answer.ok) throw new Error(String(answer.status));
    }
    await (held.person ? here.write({ person: held.person }) : here.clear());
  }

  return {
    get member() {
      return member;
    },
    get book() {
      return book;
    },
    get vault() {
      return vault;
    },

    /** arriving, closed, locked or open. */
    async start() {
      if (!member) return "arriving";
      await attach(member.id);
      if (vault.state === "open") await ready();
      return vault.state === "new" ? "arriving" : vault.state;
    },

    async invitation() {
      await settle();
      return invitation(config.register, fetch);
    },

    /** Take this phone for the person who is signed in. Raises VaultError, or Error offline. */
    async enter({ csrf, label, pin }) {
      const { former } = (await storage?.get("meta", "device")) ?? {};
      const response = await fetch(config.register, {
        method: "POST",
        headers: { ...asJson, "Content-Type": "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify({ label, former }),
      });
      if (!response.ok) throw new Error(String(response.status));
      const given = await response.json();
      await attach(given.member.id);
      await vault.enter(given.secret, { pin, former: given.former_secrets ?? [] });
      await storage.put("meta", { name: "token", sealed: await vault.seal(given.token) });
      await storage.put("meta", { name: "device", former: await fingerprint(given.token) });
      member = { ...given.member, structure: given.structure.name, label };
      await here.write({ person: member });
      return ready();
    },

    /** Open with the PIN. Raises VaultError; too many wrong ones, and one has to sign in again. */
    async unlock(pin) {
      try {
        await vault.unlock(pin);
      } catch (error) {
        if (error.code === "forgotten") await signOut();
        throw error;
      }
      return ready();
    },

    lock() {
      vault.lock();
      if (vault.state !== "open") book = null;
      return vault.state;
    },

    /** Leave: the key and the token are forgotten, what is not sent stays sealed for its author. */
    async leave() {
      await storage.remove("meta", "token");
      await vault.forget();
      book = null;
      await signOut();
    },

    /** After a revocation: the phone is nobody's, and whoever holds it signs in before taking it. */
    async forgetAll() {
      member = null;
      book = null;
      await here.clear();
      await signOut();
    },
  };
}
