/* Navigation by hx-boost: the document stays, and links replace its body. */

import { replaceNonce } from "clientpix/parts/csp-nonces";
import "clientpix/parts/request-errors";

const root = document.documentElement;
const scrollPositions = new Map();
const getPolicy = (xhr) => xhr.getResponseHeader("Content-Security-Policy");
let currentUrl = location.pathname + location.search;

history.scrollRestoration = "manual";
window.addEventListener("pagehide", () => (history.scrollRestoration = "auto"));
window.addEventListener("pageshow", () => (history.scrollRestoration = "manual"));

/* Return the <html> element of a whole page, or nothing for a fragment. */
function parseRoot(text) {
  const tag = text.match(/<html[^>]*>/i);
  return tag && new DOMParser().parseFromString(tag[0], "text/html").documentElement;
}

function copyRootAttributes(newRoot) {
  for (const name of ["lang", "data-theme", "data-accent"]) {
    root.setAttribute(name, newRoot.getAttribute(name) ?? "");
  }
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  const newRoot = parseRoot(detail.serverResponse);
  if (newRoot && detail.shouldSwap) {
    // A page with another frame has other styles and scripts, which only a full load brings.
    if (newRoot.dataset.frame !== root.dataset.frame || !detail.boosted) {
      event.preventDefault();
      if (detail.boosted) location.assign(detail.xhr.responseURL);
      else location.reload();
      return;
    }
    copyRootAttributes(newRoot);
  }
  detail.serverResponse = replaceNonce(detail.serverResponse, getPolicy(detail.xhr));
});

document.addEventListener("htmx:historyCacheMissLoad", ({ detail }) => {
  const newRoot = parseRoot(detail.response);
  if (newRoot?.dataset.frame !== root.dataset.frame) location.reload();
  else copyRootAttributes(newRoot);
  detail.response = replaceNonce(detail.response, getPolicy(detail.xhr));
});

document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());

/* Remember the scroll position of each page, for the Back button. */
const saveScrollPosition = () => scrollPositions.set(currentUrl, scrollY);
const updateUrl = () => (currentUrl = location.pathname + location.search);
document.addEventListener("htmx:beforeHistoryUpdate", saveScrollPosition);
document.addEventListener("htmx:pushedIntoHistory", updateUrl);
document.addEventListener("htmx:historyCacheMiss", saveScrollPosition);

/* Move focus to the first invalid field, or to the heading as after a full page load. */
function settle(scrollTop) {
  const invalid = document.querySelector("main [aria-invalid='true']");
  const target = invalid ?? document.querySelector("main h1");
  target?.focus({ preventScroll: !invalid });
  if (!invalid) scrollTo({ top: scrollTop, behavior: "instant" });
}

document.addEventListener("htmx:historyRestore", () => {
  updateUrl();
  settle(scrollPositions.get(currentUrl) ?? 0);
});

document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
  if (detail?.boosted && target === document.body && !location.hash) settle(0);
});
