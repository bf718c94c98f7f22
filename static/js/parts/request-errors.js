/* Show a message when a request fails, unless the response is a fragment that explains it. */
import { getStrings } from "clientpix/parts/strings";
import { showToast } from "clientpix/parts/toasts";

const STATUSES_WITH_FRAGMENT = [422, 429];
const SAME_MESSAGE = { 0: "offline", 401: "403", 410: "404" };
const isPage = (text) => /^\s*<!doctype/i.test(text);

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { status } = detail.xhr;
  const isBoostedForm = status === 422 && detail.boosted;
  if (STATUSES_WITH_FRAGMENT.includes(status) && (isBoostedForm || !isPage(detail.serverResponse))) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

function showError(status) {
  const strings = getStrings();
  showToast(strings[SAME_MESSAGE[status] ?? status] ?? strings.other, "error");
}

/* Elements that poll, or reload after an event of ours, have an hx-trigger. Nobody waits for their response and
   they try again, so their errors are not worth a message. */
function isBackground({ elt, triggeringEvent: event }) {
  return elt.hasAttribute("hx-trigger") && (!event || event instanceof CustomEvent || event.type === "load");
}

for (const type of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(type, ({ detail }) => {
    if (!isBackground(detail.requestConfig)) showError(detail.xhr.status);
  });
}
