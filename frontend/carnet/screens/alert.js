// One alert: what, where, how bad, a photo. Kept as a draft at each touch, like an entry; whoever is
// to deal with it receives it as soon as there is a network.

import { warnings } from "../guard.js";
import { lightened } from "../image.js";
import { isUngiven } from "../store/records.js";
import { photoField } from "./photos.js";
import { choice, choices, fold, heading, html, icon, nothing, notice, text } from "./pieces.js";
import { destination, placePicker } from "./place.js";
import { resume } from "./unfinished.js";
import { FIELDS, fromTheWall, moment, onTheWall, time } from "./words.js";

const toggled = (list, code) =>
  list.includes(code) ? list.filter((held) => held !== code) : [...list, code];
const CLOSED = ["solved", "unsolved"];

/** A new alert, where one stands. */
async function fresh(book, { lieu }) {
  const round = await book.rounds.running();
  const last = await book.entries.lastWritten();
  const service = book.service.dispositifs;
  const known = service.some(({ id }) => id === last?.content.dispositif);
  const stop = round?.content.stops.findLast?.(({ left_at: left }) => !left);
  const place = book.placeNamed(lieu ?? stop?.label) ?? stop ?? {};
  return {
    dispositif: round?.content.dispositif ?? (known ? last.content.dispositif : service[0]?.id),
    seen_by: round?.content.mediators ?? [book.member.id],
    seen_at: new Date(book.now()).toISOString(),
    category: "",
    danger: false,
    place: destination(place),
    note: "",
  };
}

const noted = ({ note, place }) => [note, place?.label].filter(Boolean).join("\n");

/** @param {{id?: string, lieu?: string}} params */
export async function open(book, params, refresh) {
  const held = params.id ? await book.alerts.read(params.id) : null;
  if (params.id && !held) {
    return {
      title: "Alerte",
      view: () => notice("attention", "Cette alerte n’est plus sur ce téléphone."),
    };
  }
  const id = params.id ?? crypto.randomUUID();
  const first = held?.content ?? null;
  const isNew = !held || isUngiven(held);
  let content = first ?? (await fresh(book, params));
  let from = first;
  let item = held;
  let seenNote = isNew ? "" : noted(first);
  let problem = "";
  let writing = Promise.resolve();
  const { lists, service } = book;
  const begun = first ? nothing : await resume(book, "alerte");

  const picker = placePicker(book, {
    get: () => content.place,
    set: (place) => set({ place }),
    refresh,
    exact: true,
  });
  const photos = await photoField(book, id, {
    keep: () => keep(),
    // Of an alert that was given, a photo is given too.
    given: () => Boolean(item) && !isUngiven(item),
    complain,
    calm: () => {
      problem = "";
    },
    refresh,
    lightened,
  });

  function complain(words) {
    problem = words;
    refresh();
    document.querySelector("[data-problem]")?.focus();
  }

  /** One save after the other: the order of touches is the order on the disk. */
  function keep() {
    const shown = content;
    // A save that failed does not hold back the next one.
    writing = writing
      .catch(() => {})
      .then(async () => {
        item = await book.alerts.save(shown, { id, from: from ?? undefined, draft: true });
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
      await keep();
    } catch (error) {
      complain(book.explain(error));
    }
  }

  const likely = (category) =>
    Boolean(lists.alert_categories.find(({ code }) => code === category)?.danger);
  // Somebody said whether there is a danger: passing over a category says nothing more.
  let byHand = Boolean(first) && first.danger !== likely(first.category);

  function setCategory(category) {
    set({ category, danger: byHand ? content.danger : likely(category) });
  }

  function setSeen(seen) {
    if (seen) set({ seen_at: seen });
  }

  /** What is missing for somebody to be able to act, and where it is typed. */
  function missing() {
    if (!content.category) return ["Dites de quoi il s’agit.", "[name=category]"];
    const { label, lon } = content.place;
    if (!label?.trim() && lon == null) {
      return ["Dites où exactement : quelqu’un doit pouvoir s’y rendre.", "[name=place_label]"];
    }
    return null;
  }

  const heard = () => [
    ...warnings(content.note ?? ""),
    ...warnings(content.place?.label ?? "").map((said) => said.replace("La note", "Le lieu")),
  ];

  async function submit(event) {
    event.preventDefault();
    const [words, field] = missing() ?? [];
    if (words) {
      problem = words;
      refresh();
      return document.querySelector(field)?.focus();
    }
    if (heard().length && noted(content) !== seenNote) {
      seenNote = noted(content);
      refresh();
      return document.querySelector("[data-heard]")?.focus();
    }
    try {
      await photos.taken();
      await writing.catch(() => {});
      item = await book.alerts.give(content, { id, from: from ?? undefined });
    } catch (error) {
      return complain(book.explain(error));
    }
    book.say(isNew ? "Alerte gardée, transmise dès que possible." : "Correction gardée.", {
      label: "Revoir",
      act: () => book.go(`#/alerte/${id}`),
    });
    await leave();
    book.soon();
  }

  async function leave() {
    const here = location.hash;
    await book.reload();
    if (location.hash === here) book.go(isNew ? "#/" : "#/saisies");
  }

  async function giveUp() {
    await photos.taken();
    await writing.catch(() => {});
    if (!isNew) await photos.takeBack();
    if (isNew && item) {
      const kept = content;
      const taken = await book.alerts.discard(id);
      book.say("Brouillon jeté.", {
        label: "Annuler",
        act: async () => {
          await book.alerts.save(kept, { id, draft: true });
          await book.photos.putBack(taken);
          book.go(`#/alerte/${id}`);
        },
      });
    } else if (item) {
      await book.alerts.save(first, { id, from: content, draft: held.state === "draft" });
    }
    await leave();
  }

  const reasons = () =>
    item?.state === "refused"
      ? notice(
          "attention",
          html`<strong>Le serveur n’a pas pu l’enregistrer.</strong> Rien n’est perdu.
            <br />${Object.entries(item.reasons).map(
              ([name, sentences]) =>
                html`${FIELDS[name.split(".")[0]] ?? ""} ${sentences.join(" ")}<br />`,
            )}`,
        )
      : nothing;

  const followed = () =>
    item?.news
      ? notice(
          CLOSED.includes(item.news.state) ? "done" : "soft",
          html`<strong>Alerte ${item.news.said}</strong>${item.news.addressee ? `, chez « ${item.news.addressee} »` : ""}, le ${moment(item.news.at)}.`,
        )
      : nothing;

  const heardNotice = () =>
    heard().length
      ? html`<div class="notice" data-tone="attention" tabindex="-1" data-heard role="status">
          ${heard().map((sentence) => html`<p>${sentence}</p>`)}
          ${
            seenNote === noted(content)
              ? html`<p>Retirez ce qui désigne une personne, ou donnez de nouveau l’alerte pour garder ces mots tels quels.</p>`
              : nothing
          }
        </div>`
      : nothing;

  const categoriesOf = (branch) =>
    lists.alert_categories
      .filter((one) => one.branch === branch)
      .map(({ code, short, label }) => ({ code, label: short ?? label }));

  const urgent = () =>
    content.danger
      ? notice(
          "danger",
          html`S’il y a urgence, appelez d’abord : <a href="tel:112">112</a>. Une alerte ne remplace pas les secours.`,
        )
      : nothing;

  const usual = () => {
    const found = lists.alert_categories.find(({ code }) => code === content.category);
    return isNew && found
      ? html`<p><small>D’ordinaire, elle part vers : ${found.addressee}.</small></p>`
      : nothing;
  };

  const team = () =>
    service.mediators.map(({ id: code, name }) => ({ code: String(code), label: name }));
  const isClosed = () => CLOSED.includes(item?.news?.state);

  const form = () => html`
      <form @submit=${submit} novalidate>
        ${lists.alert_branches.map(({ code, label }) =>
          choice({
            legend: label,
            name: "category",
            options: categoriesOf(code),
            value: content.category,
            choose: setCategory,
          }),
        )}
        ${usual()}
        ${choices({
          legend: "Y a-t-il un danger ?",
          name: "danger",
          options: [{ code: "danger", label: "Danger pour quelqu’un" }],
          values: content.danger ? ["danger"] : [],
          toggle: () => {
            byHand = true;
            set({ danger: !content.danger });
          },
        })}
        ${urgent()} ${picker.view()} ${photos.view()}
        ${text({ label: "Note", name: "note", long: true, max: 2000, value: content.note, hint: "ce que vous avez vu, sans nom ni détail de santé", change: (note) => set({ note }) })}
        ${fold(
          "Quand et par qui",
          "clock",
          html`${text({ label: "Vue le", name: "seen_at", type: "datetime-local", value: onTheWall(content.seen_at), change: (value) => setSeen(fromTheWall(value, content.seen_at)) })}
            ${choices({ legend: "Vue par", name: "seen_by", options: team(), values: content.seen_by.map(String), toggle: (code) => set({ seen_by: toggled(content.seen_by, Number(code)) }) })}
            ${
              service.dispositifs.length > 1
                ? choice({
                    legend: "Dispositif",
                    name: "dispositif",
                    options: service.dispositifs.map(({ id: code, name }) => ({
                      code,
                      label: name,
                    })),
                    value: content.dispositif,
                    choose: (dispositif) => set({ dispositif: Number(dispositif) }),
                  })
                : nothing
            }`,
        )}
        ${heardNotice()}
        <div class="send">
          <button class="button button-main">${icon("bell")}${isNew ? "Donner l’alerte" : "Garder la correction"}</button>
          <button type="button" class="button button-quiet" @click=${giveUp}>Renoncer</button>
        </div>
      </form>`;

  /** A correction that cannot be given any more: closed at the desk, taken from one's sight. */
  async function drop() {
    await writing.catch(() => {});
    await book.alerts.giveUp(id);
    book.say("Correction abandonnée.");
    await leave();
  }

  const unsaid = () => Boolean(item?.base) && item.state !== "sent";
  const dropping = () =>
    item?.state === "refused" || isClosed()
      ? html`<p class="actions"><button type="button" class="button" ?hidden=${!unsaid()} @click=${drop}>Abandonner ma correction</button></p>`
      : nothing;

  /** What was given, when nothing of it can be changed any more. */
  const summary = () => html`
    <dl class="facts">
      <dt>Quoi</dt><dd>${lists.alert_categories.find(({ code }) => code === first.category)?.label ?? "—"}</dd>
      <dt>Où</dt><dd>${book.placeName(first.place)}</dd>
      ${first.note ? html`<dt>Note</dt><dd>${first.note}</dd>` : nothing}
    </dl>
    ${photos.view(true)}`;

  return {
    title: isNew ? "Donner une alerte" : "Alerte",
    async reload() {
      item = (await book.alerts.read(id)) ?? item;
      await photos.reload();
    },
    view: () => html`
      ${heading(
        isNew ? "Donner une alerte" : "Alerte",
        isNew
          ? `${time(content.seen_at)}, tout de suite gardée sur ce téléphone.`
          : `Du ${moment(first.seen_at)}`,
      )}
      ${problem ? html`<div tabindex="-1" data-problem>${notice("danger", problem)}</div>` : nothing}
      ${begun} ${followed()} ${reasons()} ${dropping()}
      ${!isNew && isClosed() ? summary() : form()}`,
    close: () => writing.catch(() => {}),
  };
}
