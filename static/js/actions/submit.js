/* Run the actions of the selection bar: show the effect at once, and revert it on failure. */
import { clearBusy } from "clientpix/parts/busy";
import { idOf } from "clientpix/actions/selection";
import { showResult } from "clientpix/actions/optimistic-update";
import { openDialog } from "clientpix/parts/open-dialog";
import { getStrings } from "clientpix/parts/strings";
import { showToast } from "clientpix/parts/toasts";

const ACTION_FORMS = "#acts, form[data-act]";

export async function submit(event, page) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches(ACTION_FORMS)) return;
  event.preventDefault();
  event.stopPropagation();
  const data = new FormData(form, event.submitter);
  if (form.id === "acts") {
    data.delete("placement");
    for (const [name, value] of Object.entries(page.selection.toFields())) data.set(name, value);
  }
  for (const menu of page.querySelectorAll("details[open]")) menu.open = false;
  const isDone = await send(form.action, data, selectedTiles(page));
  clearBusy(form);
  if (!isDone) {
    form.dispatchEvent(new CustomEvent("clientpix:not-done", { bubbles: true }));
    return;
  }
  form.closest("dialog")?.close();
  if (data.get("verb") !== "download") page.selection.clear();
}

/* Run an action on these ids without a form. Return whether it succeeded. */
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

const selectedTiles = (page) => [...page.tiles()].filter((tile) => page.selection.has(idOf(tile)));

async function send(url, data, tiles) {
  const revert = showResult(data.get("verb"), data.has("answered"), tiles);
  try {
    const headers = { Accept: "application/json, text/html;q=0.9" };
    const reply = await fetch(url, { method: "POST", body: data, headers });
    const isJson = reply.headers.get("Content-Type")?.startsWith("application/json");
    if (!isJson && reply.ok) {
      revert();
      showForm(await reply.text());
      return false;
    }
    const result = isJson ? await reply.json() : {};
    if (reply.ok) return finish(result);
    revert();
    showToast(result.error ?? getStrings()[reply.status] ?? getStrings().other, "error");
  } catch {
    revert();
    showToast(getStrings().offline, "error");
  }
  return false;
}

function finish(result) {
  if (result.go) {
    location.assign(result.go);
    return true;
  }
  showToast(result.words, result.level, result.undo ? () => undo(result.undo) : null);
  if (result.order) document.dispatchEvent(new CustomEvent("clientpix:reordered", { detail: result.order }));
  document.dispatchEvent(new CustomEvent("clientpix:changed"));
  return true;
}

function showForm(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.querySelector("dialog[open]")?.close();
  openDialog(page.querySelector("h1").textContent, page.querySelector("[data-dialog]"));
}
