// One entry: five touches when the habits of the person are right, everything else folded below.
// Each touch is kept as a draft at once, so that a phone that dies loses nothing.

import { warnings } from "../guard.js";
import { isUngiven } from "../store/records.js";
import {
  choice,
  choices,
  counter,
  fold,
  heading,
  html,
  icon,
  nothing,
  notice,
  select,
  text,
} from "./pieces.js";
import { placePicker } from "./place.js";
import { resume } from "./unfinished.js";
import { FIELDS, fromTheWall, moment, onTheWall, time } from "./words.js";

const MARGINS = {
  sex: ["sexes", "Par sexe"],
  age: ["ages", "Par âge"],
  status: ["statuses", "Par statut"],
};

const asOptions = (list) =>
  list.map(({ code, short, label, icon: symbol }) => ({
    code,
    label: short ?? label,
    icon: symbol,
  }));
const withIds = (list) => list.map(({ id, name }) => ({ code: id, label: name }));
const toggled = (list, code) =>
  list.includes(code) ? list.filter((held) => held !== code) : [...list, code];

/** A new entry, filled with what this person usually says. */
async function fresh(book, { lieu, comme }) {
  if (comme) {
    const copy = await book.entries.duplicateLast();
    if (copy) return { ...copy, people: copy.people ?? 1 };
  }
  const round = await book.rounds.running();
  const last = await book.entries.lastWritten();
  const service = book.service.dispositifs;
  const known = service.some(({ id }) => id === last?.content.dispositif);
  const stop = round?.content.stops.findLast?.(({ left_at: left }) => !left);
  // A round has not all that entries say of a place: it is looked up by its name, whichever way.
  const place = book.placeNamed(lieu ?? stop?.label);
  return {
    dispositif: round?.content.dispositif ?? (known ? last.content.dispositif : service[0]?.id),
    mediators: round?.content.mediators ?? [book.member.id],
    started_at: new Date(book.now()).toISOString(),
    duration: book.usualDurations()[0] ?? 10,
    register: "",
    origin: "self",
    topics: [],
    place: place ?? placeOfStop(stop) ?? { kind: "street" },
    people: 1,
    publics: {},
    outcome: "none",
    round: round?.id ?? null,
  };
}

/** Where somebody may have been named, against all advice. */
const noted = ({ note, place }) => [note, place?.label].filter(Boolean).join("\n");

const heardIn = ({ note, place }) => [
  ...warnings(note ?? ""),
  ...warnings(place?.label ?? "").map((said) => said.replace("La note", "Le nom du lieu")),
];

const placeOfStop = (stop) =>
  stop && Object.fromEntries(Object.entries(stop).filter(([name]) => !name.endsWith("_at")));

/**
 * @param {object} book
 * @param {{id?: string, lieu?: string, comme?: string}} params
 */
export async function open(book, params, refresh) {
  const held = params.id ? await book.entries.read(params.id) : null;
  if (params.id && !held) {
    return {
      title: "Saisie",
      view: () => notice("attention", "Cette saisie n’est plus sur ce téléphone."),
    };
  }
  const id = params.id ?? crypto.randomUUID();
  const first = held?.content ?? null;
  // Until it leaves for the first time, a draft is still the entry one is writing.
  const isNew = !held || isUngiven(held);
  let content = held?.content ?? (await fresh(book, params));
  let from = first;
  let item = held;
  // What was once kept as it was is not asked about again.
  let seenNote = isNew ? "" : noted(first);
  let problem = "";
  let writing = Promise.resolve();
  const picker = placePicker(book, {
    get: () => content.place,
    set: (place) => set({ place }),
    refresh,
  });
  const { lists, service } = book;
  const begun = first ? nothing : await resume(book, "saisie");

  /** One save after the other: the order of touches is the order on the disk. */
  function keep(draft) {
    const shown = content;
    // A save that failed does not hold back the next one.
    writing = writing
      .catch(() => {})
      .then(async () => {
        item = await book.entries.save(shown, { id, from: from ?? undefined, draft });
        from = shown;
        return item;
      });
    return writing;
  }

  async function set(fields) {
    content = { ...content, ...fields };
    problem = "";
    refresh();
    try {
      await keep(true);
    } catch (error) {
      problem = book.explain(error);
      refresh();
    }
  }

  function setStart(start) {
    if (start) set({ started_at: start, service_date: null });
  }

  function setRegister(register) {
    // A conflict met on a round is dealt with on the spot, unless one says otherwise.
    const temporality = register === "conflict" ? content.temporality || "real_time" : "";
    set({ register, temporality });
  }

  function setMargin(margin, code, number) {
    const counts = { ...content.publics?.[margin], [code]: number };
    const publics = { ...content.publics, [margin]: counts };
    delete publics.grid;
    const total = Object.values(counts).reduce((sum, one) => sum + one, 0);
    set({ publics, people: Math.max(content.people ?? 0, total) });
  }

  async function submit(event) {
    event.preventDefault();
    if (!content.register) {
      problem = "Choisissez ce qui s’est passé : le registre est la seule chose indispensable.";
      refresh();
      return document.querySelector("[name=register]")?.focus();
    }
    const words = noted(content);
    if (heardIn(content).length && words !== seenNote) {
      seenNote = words;
      refresh();
      return document.querySelector("[data-heard]")?.focus();
    }
    try {
      await keep(false);
    } catch (error) {
      problem = book.explain(error);
      return refresh();
    }
    book.say(isNew ? "Saisie gardée." : "Correction gardée.", {
      label: "Revoir",
      act: () => book.go(`#/saisie/${id}`),
    });
    await leave();
    book.soon();
  }

  /** Back to where one came from; a thumb that has gone elsewhere meanwhile is not brought back. */
  async function leave() {
    const here = location.hash;
    await book.reload();
    if (location.hash === here) book.go(isNew ? "#/" : "#/saisies");
  }

  async function giveUp() {
    await writing.catch(() => {});
    if (isNew && item) {
      const kept = content;
      await book.entries.discard(id);
      book.say("Brouillon jeté.", {
        label: "Annuler",
        act: async () => {
          await book.entries.save(kept, { id, draft: true });
          book.go(`#/saisie/${id}`);
        },
      });
    } else if (item) {
      await book.entries.save(first, { id, from: content, draft: held.state === "draft" });
    }
    await leave();
  }

  const durations = () => {
    const offered = book.usualDurations();
    const all = offered.includes(content.duration) ? offered : [...offered, content.duration];
    return all
      .filter(Boolean)
      .sort((a, b) => a - b)
      .map((minutes) => ({ code: minutes, label: `${minutes} min` }));
  };

  /** Why the server did not take it: fields and sentences, until it is given again. */
  const refusals = () =>
    ["refused", "locked"].includes(item?.state) ? Object.entries(held?.reasons ?? {}) : [];
  const faulty = (...fields) => refusals().some(([name]) => fields.includes(name.split(".")[0]));

  const reasons = () =>
    refusals().length
      ? notice(
          "attention",
          html`<strong>Le serveur n’a pas pu l’enregistrer.</strong> Rien n’est perdu.
            <br />${refusals().map(
              ([name, sentences]) =>
                html`${FIELDS[name.split(".")[0]] ?? name} : ${sentences.join(" ")}<br />`,
            )}`,
        )
      : nothing;

  const heardNotice = () => {
    const words = noted(content);
    const heard = heardIn(content);
    return heard.length
      ? html`<div class="notice" data-tone="attention" tabindex="-1" data-heard role="status">
          ${heard.map((sentence) => html`<p>${sentence}</p>`)}
          ${
            seenNote === words
              ? html`<p>Retirez ce qui désigne une personne, ou consignez de nouveau pour garder ces mots tels quels.</p>`
              : nothing
          }
        </div>`
      : nothing;
  };

  const team = () => withIds(service.mediators.map((one) => ({ ...one, id: String(one.id) })));

  return {
    title: isNew ? "Consigner" : "Saisie",
    view: () => html`
      ${heading(
        isNew ? "Consigner" : "Corriger la saisie",
        isNew
          ? `${time(content.started_at)}, tout de suite gardé sur ce téléphone.`
          : `Du ${moment(first.started_at)}`,
      )}
      ${begun} ${problem ? notice("danger", problem) : nothing} ${reasons()}
      <form @submit=${submit} novalidate>
        ${choice({ legend: "Que s’est-il passé", name: "register", kind: "tiles", options: asOptions(lists.register), value: content.register, choose: setRegister })}
        ${
          content.register === "conflict"
            ? choice({
                legend: "Le conflit a été traité",
                name: "temporality",
                options: asOptions(lists.temporalities),
                value: content.temporality,
                choose: (temporality) => set({ temporality }),
              })
            : nothing
        }
        ${picker.view()}
        <div class="group group-main">${counter({ label: "Combien de personnes", name: "people", value: content.people, change: (people) => set({ people }) })}</div>
        ${choice({ legend: "Combien de temps", name: "duration", options: durations(), value: content.duration, choose: (minutes) => set({ duration: Number(minutes) }) })}
        ${choice({ legend: "Quelle suite", name: "outcome", options: asOptions(lists.outcomes), value: content.outcome, choose: (outcome) => set({ outcome }) })}
        ${fold(
          "Qui étaient ces personnes",
          "people",
          Object.entries(MARGINS).map(
            ([margin, [list, legend]]) => html`<fieldset class="group"><legend>${legend}</legend>
              ${lists[list].map(({ code, short, label }) =>
                counter({
                  label: short ?? label,
                  name: `${margin}-${code}`,
                  value: content.publics?.[margin]?.[code] ?? 0,
                  change: (number) => setMargin(margin, code, number),
                }),
              )}</fieldset>`,
          ),
        )}
        ${fold(
          "Sujets, demande et orientation",
          "chat-square-text",
          html`${choices({ legend: "À quel sujet", name: "topics", options: asOptions(lists.topics), values: content.topics ?? [], toggle: (code) => set({ topics: toggled(content.topics ?? [], code) }) })}
            ${choice({ legend: "À la demande de", name: "origin", options: asOptions(lists.origins), value: content.origin ?? "self", choose: (origin) => set({ origin }) })}
            ${select({ label: "Orientation vers", name: "orientation", options: lists.partner_categories, value: content.orientation ?? "", empty: "—", choose: (orientation) => set({ orientation, partner: null }) })}
            ${
              service.partners.length
                ? select({
                    label: "Partenaire",
                    name: "partner",
                    options: withIds(service.partners),
                    value: content.partner ?? "",
                    empty: "—",
                    choose: (partner) => set({ partner: partner ? Number(partner) : null }),
                  })
                : nothing
            }`,
        )}
        ${fold(
          "Quand et avec qui",
          "clock",
          html`${text({ label: "Début", name: "started_at", type: "datetime-local", value: onTheWall(content.started_at), change: (value) => setStart(fromTheWall(value, content.started_at)) })}
            ${text({ label: "Autre durée (minutes)", name: "minutes", type: "number", value: String(content.duration ?? ""), change: (value) => value > 0 && value <= 1440 && set({ duration: Number(value) }) })}
            ${choices({ legend: "Avec qui", name: "mediators", options: team(), values: (content.mediators ?? []).map(String), toggle: (code) => set({ mediators: toggled(content.mediators ?? [], Number(code)) }) })}`,
          faulty("started_at", "service_date", "duration", "mediators"),
        )}
        ${fold("Note", "pencil", html`${text({ label: "Note", name: "note", long: true, max: 2000, value: content.note, hint: "des faits, sans nom ni détail de santé", change: (note) => set({ note }) })}`, Boolean(content.note))}
        ${
          service.dispositifs.length > 1
            ? fold(
                "Dispositif",
                "building",
                select({
                  label: "Dispositif",
                  name: "dispositif",
                  options: withIds(service.dispositifs),
                  value: content.dispositif,
                  choose: (dispositif) =>
                    set({ dispositif: Number(dispositif), domain: null, funding_lines: null }),
                }),
              )
            : nothing
        }
        ${heardNotice()}
        <div class="send">
          <button class="button button-main">${icon("check-lg")}${isNew ? "Consigner" : "Garder la correction"}</button>
          <button type="button" class="button button-quiet" @click=${giveUp}>Renoncer</button>
        </div>
      </form>`,
    close: () => writing.catch(() => {}),
  };
}
