/* What the server refuses is said once, in a sentence; a fragment that says it itself is shown. */
import { sentences } from "clientpix/parts/strings";
import { say } from "clientpix/parts/toasts";

const MAY_EXPLAIN = [422, 429];
const ALIKE = { 0: "offline", 401: "403", 410: "404" };
const isPage = (text) => /^\s*<!doctype/i.test(text);

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { status } = detail.xhr;
  const mayBeWhole = status === 422 && detail.boosted;
  if (MAY_EXPLAIN.includes(status) && (mayBeWhole || !isPage(detail.serverResponse))) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

function explain(status) {
  const known = sentences();
  say(known[ALIKE[status] ?? status] ?? known.other, "error");
}

document.addEventListener("htmx:responseError", ({ detail }) => explain(detail.xhr.status));
document.addEventListener("htmx:sendError", () => explain(0));
document.addEventListener("htmx:timeout", () => explain(0));
