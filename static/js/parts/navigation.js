/* Boosted moves: one document lives on while the pages of the studio come and go in it. */

import { withOurNonce } from "clientpix/parts/csp-nonces";
import "clientpix/parts/request-errors";

const root = document.documentElement;
const heights = new Map();
const policyOf = (xhr) => xhr.getResponseHeader("Content-Security-Policy");
let here = location.pathname + location.search;

history.scrollRestoration = "manual";
window.addEventListener("pagehide", () => (history.scrollRestoration = "auto"));
window.addEventListener("pageshow", () => (history.scrollRestoration = "manual"));

/* The <html> of a whole page, or nothing. */
function skeletonOf(text) {
  const tag = text.match(/<html[^>]*>/i);
  return tag && new DOMParser().parseFromString(tag[0], "text/html").documentElement;
}

function dress(skeleton) {
  for (const name of ["lang", "data-theme", "data-accent"]) {
    root.setAttribute(name, skeleton.getAttribute(name) ?? "");
  }
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  const skeleton = skeletonOf(detail.serverResponse);
  if (skeleton && detail.shouldSwap) {
    if (skeleton.dataset.frame !== root.dataset.frame || !detail.boosted) {
      event.preventDefault();
      if (detail.boosted) location.assign(detail.xhr.responseURL);
      else location.reload();
      return;
    }
    dress(skeleton);
  }
  detail.serverResponse = withOurNonce(detail.serverResponse, policyOf(detail.xhr));
});

document.addEventListener("htmx:historyCacheMissLoad", ({ detail }) => {
  const skeleton = skeletonOf(detail.response);
  if (skeleton?.dataset.frame !== root.dataset.frame) location.reload();
  else dress(skeleton);
  detail.response = withOurNonce(detail.response, policyOf(detail.xhr));
});

document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());

/* Where one stood, for the way back. */
const remember = () => heights.set(here, scrollY);
const arrive = () => (here = location.pathname + location.search);
document.addEventListener("htmx:beforeHistoryUpdate", remember);
document.addEventListener("htmx:pushedIntoHistory", arrive);
document.addEventListener("htmx:historyCacheMiss", remember);

function settle(height) {
  const wrong = document.querySelector("main [aria-invalid='true']");
  const goal = wrong ?? document.querySelector("main h1");
  goal?.focus({ preventScroll: !wrong });
  if (!wrong) scrollTo({ top: height, behavior: "instant" });
}

document.addEventListener("htmx:historyRestore", () => {
  arrive();
  settle(heights.get(here) ?? 0);
});

document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
  if (detail?.boosted && target === document.body && !location.hash) settle(0);
});
