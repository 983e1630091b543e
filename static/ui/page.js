// What every page does: each behaviour is a small module, attached by a data-ent-… attribute.
import { attachCounters } from "./counter.js";
import { attachKeys } from "./keys.js";
import { attachPrinting } from "./printing.js";
import { attachSending } from "./sending.js";
import { attachTables } from "./tables.js";
import { attachTheme } from "./theme-choice.js";

attachCounters(document);
attachTheme(document);
attachKeys(document);
attachTables(document);
attachPrinting(document);
attachSending(document);

// After a form was refused, the list of what to put right is read out first.
document.querySelector("[data-ent-errors]")?.focus();
