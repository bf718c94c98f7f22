/* What the bar's buttons do: seen at once, said when it is done, and taken back when it is not. */
import { clearBusy } from "clientpix/parts/busy";
import { idOf } from "clientpix/actions/selection";
import { foresee } from "clientpix/actions/optimistic-update";
import { openDialog } from "clientpix/parts/open-dialog";
import { getStrings } from "clientpix/parts/strings";
import { showToast } from "clientpix/parts/toasts";

const ACTS = "#acts, form[data-act]";

export async function submit(event, page) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches(ACTS)) return;
  event.preventDefault();
  event.stopPropagation();
  const data = new FormData(form, event.submitter);
  if (form.id === "acts") {
    data.delete("placement");
    for (const [name, word] of Object.entries(page.choice.words())) data.set(name, word);
  }
  for (const menu of page.querySelectorAll("details[open]")) menu.open = false;
  const isDone = await send(form.action, data, chosenTiles(page));
  clearBusy(form);
  if (!isDone) {
    form.dispatchEvent(new CustomEvent("clientpix:not-done", { bubbles: true }));
    return;
  }
  form.closest("dialog")?.close();
  if (data.get("verb") !== "download") page.choice.clear();
}

/* An act on some ids that no form was filled in for; whether it was done. */
export function perform(page, verb, ids, answers = {}) {
  const form = page.querySelector("#acts");
  const data = new FormData();
  data.set("csrfmiddlewaretoken", tokenOf(page));
  data.set("verb", verb);
  data.set("chosen", ids.join(""));
  data.set("answered", "1");
  for (const [name, value] of Object.entries(answers)) data.set(`answer-${name}`, value);
  return send(form.action, data, []);
}

async function undo(url) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", tokenOf(document));
  await send(url, data, []);
}

const tokenOf = (page) => page.querySelector("[name=csrfmiddlewaretoken]").value;

const chosenTiles = (page) => [...page.tiles()].filter((tile) => page.choice.has(idOf(tile)));

async function send(url, data, tiles) {
  const goBack = foresee(data.get("verb"), data.has("answered"), tiles);
  try {
    const headers = { Accept: "application/json, text/html;q=0.9" };
    const reply = await fetch(url, { method: "POST", body: data, headers });
    const isWord = reply.headers.get("Content-Type")?.startsWith("application/json");
    if (!isWord && reply.ok) {
      goBack();
      ask(await reply.text());
      return false;
    }
    const word = isWord ? await reply.json() : {};
    if (reply.ok) return done(word);
    goBack();
    showToast(word.error ?? getStrings()[reply.status] ?? getStrings().other, "error");
  } catch {
    goBack();
    showToast(getStrings().offline, "error");
  }
  return false;
}

function done(word) {
  if (word.go) {
    location.assign(word.go);
    return true;
  }
  showToast(word.words, word.level, word.undo ? () => undo(word.undo) : null);
  if (word.order) document.dispatchEvent(new CustomEvent("clientpix:reordered", { detail: word.order }));
  document.dispatchEvent(new CustomEvent("clientpix:changed"));
  return true;
}

function ask(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.querySelector("dialog[open]")?.close();
  openDialog(page.querySelector("h1").textContent, page.querySelector("[data-dialog]"));
}
