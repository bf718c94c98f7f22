/*
 * The page of a picture as a drawer over the wall. Its address is the picture's, and Back closes
 * it. Without scripts, and after a reload, the same is a page of its own.
 */
import "clientpix/picture/picture-preview";
import { getStrings } from "clientpix/parts/strings";

let drawer, opener, title, pending, isLeaving;

const matter = () => drawer?.querySelector(".drawer__content");
const isOpen = () => Boolean(drawer?.isConnected && drawer.open);

function build() {
  drawer = document.createElement("dialog");
  drawer.className = "drawer";
  drawer.innerHTML = '<p class="visually-hidden" role="status"></p><div class="drawer__content"></div>';
  drawer.addEventListener("close", leave);
  drawer.addEventListener("click", control, true);
  drawer.addEventListener("htmx:afterSettle", arrive);
  for (const trouble of ["responseError", "sendError", "timeout"]) {
    drawer.addEventListener(`htmx:${trouble}`, ({ target }) => target === matter() && drawer.close());
  }
  document.body.append(drawer);
  title = document.title;
  drawer.showModal();
}

/* What the tile has already is there in the same frame. */
function anticipate(source, name) {
  const coming = document.createElement("article");
  coming.className = "photo-view photo-view--coming";
  coming.innerHTML = '<div class="photo-view__stage"><div class="preview"></div></div><div class="photo-view__panel"></div>';
  if (source) {
    const early = new Image();
    early.className = "preview__small";
    early.src = source;
    coming.querySelector(".preview").append(early);
  }
  matter().replaceChildren(coming);
  drawer.ariaLabel = name;
}

function show(address) {
  window.htmx.ajax("GET", address, { source: matter(), target: matter(), swap: "innerHTML" });
}

export function open(link) {
  if (isOpen()) return;
  opener = link;
  // After a reload of the drawer's address somebody has to bring the wall back.
  history.replaceState({ ...history.state, htmx: true }, "");
  history.pushState({ drawer: true }, "", link.href);
  build();
  const image = link.querySelector("img");
  anticipate(image?.currentSrc || image?.src, image?.alt ?? "");
  show(link.href);
}

function arrive({ target }) {
  const seen = matter()?.querySelector(".photo-view[data-name]");
  if (!seen || target.closest(".preview")) return;
  const { name, here } = seen.dataset;
  if (location.pathname !== here) history.replaceState(history.state, "", here);
  document.title = drawer.ariaLabel = name;
  drawer.querySelector("[role=status]").textContent = name;
  if (!drawer.contains(document.activeElement) || document.activeElement === drawer) {
    seen.querySelector(".photo-view__name").focus({ preventScroll: true });
  }
  if (!navigator.connection?.saveData) {
    for (const { dataset } of seen.querySelectorAll(".step")) if (dataset.early) new Image().src = dataset.early;
  }
  const wanted = pending;
  pending = null;
  if (wanted) step(wanted);
}

/* On the page of a picture this is a link like any other. */
export function step(side) {
  const root = isOpen() ? drawer : document.querySelector("main .photo-view");
  const link = root?.querySelector(`.step--${side}`);
  if (!isOpen()) return link?.click();
  if (!link) {
    if (matter().querySelector(".photo-view--coming")) pending = side;
    return;
  }
  history.replaceState({ drawer: true }, "", link.href);
  drawer.scrollTo(0, 0);
  const { early, name } = link.dataset;
  const { href } = link;
  anticipate(early, name);
  show(href);
}

function control(event) {
  const link = event.target.closest(".step, [data-close-drawer]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (link.matches("[data-close-drawer]")) drawer.close();
  else step(link.matches(".step--before") ? "before" : "after");
}

export const shut = () => isOpen() && drawer.close();

/* However it was closed: the address goes back with it, and the focus to the tile. */
function leave() {
  const place = matter().querySelector(".photo-view")?.dataset.place;
  drawer.remove();
  document.title = title;
  isLeaving = Boolean(history.state?.drawer);
  if (isLeaving) history.back();
  const tile = document.getElementById(`t-${place}`)?.querySelector(".tile__open");
  const goal = tile ?? (opener?.isConnected ? opener : document.querySelector("main h1"));
  goal?.scrollIntoView({ block: "nearest" });
  goal?.focus({ preventScroll: true });
  if (place && !tile) document.dispatchEvent(new CustomEvent("clientpix:sought", { detail: { place } }));
}

/* Before htmx hears of it: what was only laid over the wall needs no wall brought. */
window.addEventListener("popstate", (event) => {
  const isOurs = event.state?.drawer;
  if (!isOurs && !isOpen() && !isLeaving) return;
  event.stopImmediatePropagation();
  isLeaving = false;
  if (!isOurs) drawer.close();
  else if (document.querySelector(".tile__open")) reopen();
  else location.reload();
}, true);

function reopen() {
  if (!isOpen()) build();
  anticipate("", getStrings().loading ?? "");
  show(location.href);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.matches?.(".tile__open")) return;
  event.preventDefault();
  open(event.target);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".tile__open");
  const isPlain = !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented) return;
  event.preventDefault();
  open(link);
});
