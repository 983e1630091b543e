// The few pieces every screen is made of. Each is a function of what it shows and of what to do
// when it is touched; none keeps anything for itself.

import { html, nothing } from "../../vendor/lit-html.js";

export { html, nothing };

/** A pictogram of the sprite; words beside it say the same, so it is hidden from readers. */
export const icon = (name) =>
  html`<svg class="icon" aria-hidden="true"><use href="${icon.sprite}#${name}"></use></svg>`;
icon.sprite = "/static/vendor/icons.svg";

/** Say to a screen reader what only the eye would see. */
export const announce = (words) => {
  announce.region.textContent = words;
};
announce.region = Object.assign(document.createElement("div"), {
  className: "visually-hidden",
  role: "status",
});

/** Go to the title: a new screen, or one whose touched button has just left. */
export const toTitle = () => {
  announce("");
  scrollTo(0, 0);
  document.querySelector("h1")?.focus({ preventScroll: true });
};

/**
 * One choice among a few, all in sight.
 * @param {{legend: string, name: string, options: {code: string, label: string, icon?: string}[],
 *   value: any, choose: (code: string) => void, kind?: "chips"|"tiles", hint?: string}} what
 */
export const choice = ({ legend, name, options, value, choose, kind = "chips", hint = "" }) => html`
  <fieldset class="group">
    <legend>${legend}${hint ? html` <small>${hint}</small>` : nothing}</legend>
    <div class=${kind}>
      ${options.map(
        (option) => html`<label class="pick" data-code=${option.code}>
          <input type="radio" name=${name} value=${option.code}
            .checked=${String(option.code) === String(value)}
            @change=${() => choose(option.code)} />
          <span>${option.icon ? icon(option.icon) : nothing}${option.label}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;

/** Several choices among a few. `values` is a list of codes; `toggle(code)` adds or takes away. */
export const choices = ({ legend, name, options, values, toggle }) => html`
  <fieldset class="group">
    <legend>${legend}</legend>
    <div class="chips">
      ${options.map(
        (option) => html`<label class="pick">
          <input type="checkbox" name=${name} value=${option.code}
            .checked=${values.includes(option.code)} @change=${() => toggle(option.code)} />
          <span>${option.label}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;

/** A number one counts with the thumb: one less, one more, or typed. */
export const counter = ({ label, name, value, change, min = 0, max = 2000 }) => {
  const set = (number) => {
    const counted = Math.min(max, Math.max(min, Number.isFinite(number) ? number : min));
    change(counted);
    return counted;
  };
  // The number is not where the thumb is: a reader would only hear the button.
  const step = (by) => announce(`${label} : ${set(Number(value ?? min) + by)}`);
  const type = ({ target }) => {
    // Shown as it is kept, even when what is kept has not changed.
    target.value = set(target.valueAsNumber);
  };
  return html`<div class="counter-line">
    <label for="n-${name}">${label}</label>
    <span class="counter">
      <button type="button" aria-label="${label} : un de moins" @click=${() => step(-1)}>−</button>
      <input id="n-${name}" name=${name} type="number" inputmode="numeric" min=${min} max=${max}
        .value=${String(value ?? min)} @change=${type} />
      <button type="button" aria-label="${label} : un de plus" @click=${() => step(1)}>+</button>
    </span>
  </div>`;
};

/** A line of text. */
export const text = ({
  label,
  name,
  value,
  change,
  hint = "",
  type = "text",
  long = false,
  max = 120,
}) => html`
  <div class="group">
    <label for="t-${name}">${label}${hint ? html` <small>${hint}</small>` : nothing}</label>
    ${
      long
        ? html`<textarea id="t-${name}" name=${name} rows="4" maxlength=${max}
            .value=${value ?? ""} @input=${(event) => change(event.target.value)}></textarea>`
        : html`<input id="t-${name}" name=${name} type=${type} maxlength=${max} autocomplete="off"
            .value=${value ?? ""} @input=${(event) => change(event.target.value)} />`
    }
  </div>`;

/** A choice in a closed list, for long or rare ones. */
export const select = ({ label, name, options, value, choose, empty = "" }) => html`
  <div class="group">
    <label for="s-${name}">${label}</label>
    <select id="s-${name}" name=${name} @change=${(event) => choose(event.target.value)}>
      ${empty ? html`<option value="" ?selected=${!value}>${empty}</option>` : nothing}
      ${options.map(
        (option) =>
          html`<option value=${option.code} ?selected=${String(option.code) === String(value)}>${option.label}</option>`,
      )}
    </select>
  </div>`;

/** What can wait: folded, one touch away. */
export const fold = (title, symbol, body, open = false) => html`
  <details class="fold" ?open=${open}>
    <summary>${icon(symbol)}<span>${title}</span></summary>
    <div class="fold-body">${body}</div>
  </details>`;

/** A sentence that needs attention; `tone` is attention, danger or done. */
export const notice = (tone, words, action = nothing) =>
  html`<div class="notice" data-tone=${tone} role=${tone === "danger" ? "alert" : "status"}><p>${words}</p>${action}</div>`;

/** Nothing here yet, and what to do about it. */
export const empty = (title, words, action = nothing) =>
  html`<div class="empty"><p class="empty-title">${title}</p><p>${words}</p>${action}</div>`;

/** The title of a screen; it takes the focus when the screen opens. */
export const heading = (title, lead = "") => html`
  <header class="head"><h1 tabindex="-1">${title}</h1>${lead ? html`<p class="lead">${lead}</p>` : nothing}</header>`;
