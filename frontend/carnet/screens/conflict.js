// Two versions of one entry: both values of each field side by side, and a person says.

import { startOf } from "../store/records.js";
import { heading, html, icon, nothing, notice } from "./pieces.js";
import { FIELDS, lasting, moment } from "./words.js";

/** @param {{id: string}} params */
export async function open(book, { id }, refresh) {
  const keeper = await book.keeperOf(id);
  const item = await keeper.read(id);
  if (item?.state !== "conflict") {
    return {
      title: "Deux versions",
      view: () =>
        html`${heading("C’est réglé")}<p><a class="button" href="#/saisies">Mes saisies</a></p>`,
    };
  }
  const choices = {};
  let problem = "";

  /** Which entry it is: its place, its register, when it began. */
  const which = () => {
    const { place, register, category } = item.content;
    const known = category
      ? book.lists.alert_categories.find(({ code }) => code === category)
      : book.lists.register.find(({ code }) => code === register);
    const what = [known?.short ?? known?.label, moment(startOf(item.content))].filter(Boolean);
    return html`<p class="group"><strong>${book.placeName(place)}</strong><br />${what.join(", ")}</p>`;
  };

  const label = (list, code) => {
    const found = list?.find((one) => one.code === code);
    return found?.label ?? code ?? "—";
  };

  /** The value of a field as a person reads it. */
  function shown(name, value) {
    const { lists, service } = book;
    if (value === null || value === undefined || value === "" || value?.length === 0) return "—";
    switch (name) {
      case "register":
        return label(lists.register, value);
      case "outcome":
        return label(lists.outcomes, value);
      case "origin":
        return label(lists.origins, value);
      case "temporality":
        return label(lists.temporalities, value);
      case "historical_register":
        return label(lists.historical_registers, value);
      case "orientation":
        return label(lists.partner_categories, value);
      case "topics":
        return value.map((code) => label(lists.topics, code)).join(", ");
      case "place":
        return book.placeName(value);
      case "duration":
        return lasting(value);
      case "started_at":
      case "seen_at":
        return moment(value);
      case "category":
        return label(lists.alert_categories, value);
      case "danger":
        return value ? "oui" : "non";
      case "seen_by":
      case "mediators":
        return value
          .map((one) => service.mediators.find((m) => m.id === one)?.name ?? one)
          .join(", ");
      case "dispositif":
        return service.dispositifs.find((one) => one.id === value)?.name ?? value;
      case "publics":
        return (
          Object.entries(value)
            .filter(([margin]) => margin !== "grid")
            .map(([margin, counts]) => {
              const list = { sex: lists.sexes, age: lists.ages, status: lists.statuses }[margin];
              return Object.entries(counts)
                .map(([code, number]) => `${label(list, code)} : ${number}`)
                .join(", ");
            })
            .join(" ; ") || "détail croisé"
        );
      default:
        return String(value);
    }
  }

  // What is kept of a field: "mine", "theirs", or a third value that was written meanwhile.
  const marks = {};
  const side = (name, mark, title, value, chosen = mark) => html`
    <label class="pick">
      <input type="radio" name=${name} value=${mark} .checked=${marks[name] === mark} @change=${() => {
        marks[name] = mark;
        choices[name] = chosen;
        refresh();
      }} />
      <span><small>${title}</small>${shown(name, value)}</span>
    </label>`;

  async function settle(event) {
    event.preventDefault();
    const left = item.clashes.filter((name) => !choices[name]);
    if (left.length) {
      problem = `Choisissez une version pour : ${left.map((name) => FIELDS[name] ?? name).join(", ")}.`;
      return refresh();
    }
    const after = await keeper.settle(id, choices, item.theirs.content);
    await book.reload();
    if (after?.state === "conflict") {
      problem = "Le bureau a encore changé cette saisie entre-temps : relisez les deux versions.";
      return book.go(`#/conflit/${id}`, true);
    }
    book.say("Version choisie, envoyée dès que possible.");
    book.soon();
    return book.go("#/saisies");
  }

  async function copy() {
    await keeper.copyAsNew(id);
    await book.reload();
    book.say("La saisie est redonnée comme une nouvelle.");
    book.soon();
    book.go("#/saisies");
  }

  // Taken from one's sight at the desk: the content stays here, and can be given again.
  if (!item.theirs) {
    return {
      title: "Deux versions",
      view: () => html`${heading("Cette saisie vous échappe")}
        ${notice("attention", Object.values(item.reasons).flat().join(" "))}
        ${which()}
        <p>Ce que vous aviez écrit est gardé sur ce téléphone.</p>
        <p class="actions"><button class="button button-main" @click=${copy}>La redonner comme une nouvelle</button></p>`,
    };
  }
  return {
    title: "Deux versions",
    view: () => html`
      ${heading("Deux versions", "Ce téléphone et le bureau ont changé la même chose. Rien n’a été écrasé : choisissez.")}
      ${which()} ${problem ? notice("danger", problem) : nothing}
      <form @submit=${settle}>
        ${item.clashes.map(
          (name) => html`<fieldset class="group"><legend>${FIELDS[name] ?? name}</legend>
            <div class="side">
              ${side(name, "mine", "sur ce téléphone", item.content[name])}
              ${side(name, "theirs", "au bureau", item.theirs.content[name])}
              ${(item.others?.[name] ?? []).map((value, n) =>
                side(name, `other-${n}`, "entre-temps", value, { value }),
              )}
            </div></fieldset>`,
        )}
        <div class="send"><button class="button button-main">${icon("check-lg")}Garder ces choix</button></div>
      </form>`,
  };
}
