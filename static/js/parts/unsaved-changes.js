/* Ask before leaving a page whose form[data-confirm-leave] has unsaved changes. */
import { clearBusy } from "clientpix/parts/busy";
import { openDialog } from "clientpix/parts/open-dialog";
import { getStrings } from "clientpix/parts/strings";

let discarded, address = location.href;

const withLineFeeds = (text) => text.replaceAll("\r\n", "\n");

/* Compared with the HTML the page came with, so that scripts that set a value are noticed, too. */
function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  if (field.options) {
    const initial = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(initial, 0);
  }
  if (field.defaultValue === undefined) return false;
  return withLineFeeds(field.value) !== withLineFeeds(field.defaultValue);
}

/* A form that comes back with errors holds what was typed as its defaults, and none of it is saved. */
function hasChanges(form) {
  return Boolean(form.querySelector("[aria-invalid='true'], .errorlist")) || [...form.elements].some(isChanged);
}

/* A form that is busy is being saved. */
function findUnsavedForm() {
  return [...document.querySelectorAll("form[data-confirm-leave]")].find(
    (form) => form !== discarded && form.ariaBusy !== "true" && hasChanges(form),
  );
}

function makeButton(label, look) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `button ${look}`;
  button.textContent = label;
  return button;
}

function ask(form, leave, stay = () => {}) {
  const strings = getStrings();
  const body = document.createElement("div");
  body.className = "stack";
  const text = document.createElement("p");
  text.textContent = strings.unsavedText;
  const buttons = document.createElement("div");
  buttons.className = "form__actions";
  const keep = makeButton(strings.keepEditing, "button--primary");
  keep.dataset.close = "";
  keep.autofocus = true;
  const go = makeButton(strings.leave, "button--quiet");
  buttons.append(keep, go);
  body.append(text, buttons);
  openDialog(strings.unsavedTitle, body);
  const dialog = body.closest("dialog");
  dialog.addEventListener("close", () => (discarded === form ? leave() : stay()));
  go.onclick = () => {
    discarded = form;
    dialog.close();
  };
}

/* Boosted links and forms replace the whole body. */
document.addEventListener("htmx:confirm", (event) => {
  const { elt, target, issueRequest } = event.detail;
  if (target !== document.body) return;
  const form = findUnsavedForm();
  if (!form || elt.closest("[data-discard]")) return;
  event.preventDefault();
  const submitted = elt.closest("form");
  ask(form, () => issueRequest(true), () => submitted && clearBusy(submitted));
});

/*
 * The browser has already moved when it tells us. Pushing the address of the form again keeps the
 * page, with the entry that was wanted right before it.
 */
window.addEventListener("popstate", (event) => {
  const form = event.state?.htmx && findUnsavedForm();
  if (!form) return;
  event.stopImmediatePropagation();
  history.pushState({ htmx: true }, "", address);
  ask(form, () => history.back());
}, true);

window.addEventListener("beforeunload", (event) => {
  if (!findUnsavedForm()) return;
  event.preventDefault();
  // Chromium before 119 only asks when there is a return value.
  event.returnValue = true;
  // Whoever stays must be able to press the same button again.
  setTimeout(() => document.querySelectorAll("form[aria-busy]").forEach(clearBusy));
});

/* The page is still here, and so are the changes. */
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful) discarded = null;
});

for (const name of ["htmx:pushedIntoHistory", "htmx:replacedInHistory", "htmx:historyRestore"]) {
  document.addEventListener(name, () => (address = location.href));
}
