/*
 * Shows the page of a photo in a drawer over the grid. The URL becomes that of the photo, and Back
 * closes the drawer. Without scripts, and after a reload, the photo has a page of its own.
 */
import "clientpix/picture/picture-preview";
import { getStrings } from "clientpix/parts/strings";

let drawer, opener, gridTitle, pendingSide, isLeaving;

const content = () => drawer?.querySelector(".drawer__content");
const isOpen = () => Boolean(drawer?.isConnected && drawer.open);

function build() {
  drawer = document.createElement("dialog");
  drawer.className = "drawer";
  drawer.innerHTML = '<p class="visually-hidden" role="status"></p><div class="drawer__content"></div>';
  drawer.addEventListener("close", onClose);
  drawer.addEventListener("click", onClick, true);
  drawer.addEventListener("htmx:afterSettle", onLoaded);
  for (const name of ["responseError", "sendError", "timeout"]) {
    drawer.addEventListener(`htmx:${name}`, ({ target }) => target === content() && drawer.close());
  }
  document.body.append(drawer);
  gridTitle = document.title;
  drawer.showModal();
}

/* Show the image that the tile has loaded already, in the same frame. */
function showPlaceholder(source, name) {
  const placeholder = document.createElement("article");
  placeholder.className = "photo-view photo-view--loading";
  placeholder.innerHTML =
    '<div class="photo-view__stage"><div class="preview"></div></div><div class="photo-view__panel"></div>';
  if (source) {
    const image = new Image();
    image.className = "preview__small";
    image.src = source;
    placeholder.querySelector(".preview").append(image);
  }
  content().replaceChildren(placeholder);
  drawer.ariaLabel = name;
}

function load(url) {
  window.htmx.ajax("GET", url, { source: content(), target: content(), swap: "innerHTML" });
}

export function open(link) {
  if (isOpen()) return;
  opener = link;
  // After a reload at the URL of a photo, Back must make htmx load the grid.
  history.replaceState({ ...history.state, htmx: true }, "");
  history.pushState({ drawer: true }, "", link.href);
  build();
  const image = link.querySelector("img");
  showPlaceholder(image?.currentSrc || image?.src, image?.alt ?? "");
  load(link.href);
}

function onLoaded({ target }) {
  const photo = content()?.querySelector(".photo-view[data-name]");
  if (!photo || target.closest(".preview")) return;
  const { name, here } = photo.dataset;
  if (location.pathname !== here) history.replaceState(history.state, "", here);
  document.title = drawer.ariaLabel = name;
  drawer.querySelector("[role=status]").textContent = name;
  if (!drawer.contains(document.activeElement) || document.activeElement === drawer) {
    photo.querySelector(".photo-view__name").focus({ preventScroll: true });
  }
  if (!navigator.connection?.saveData) {
    for (const { dataset } of photo.querySelectorAll(".step")) if (dataset.early) new Image().src = dataset.early;
  }
  const side = pendingSide;
  pendingSide = null;
  if (side) step(side);
}

/* On the page of a photo, the link to the neighbour is a link like any other. */
export function step(side) {
  const root = isOpen() ? drawer : document.querySelector("main .photo-view");
  const link = root?.querySelector(`.step--${side}`);
  if (!isOpen()) return link?.click();
  if (!link) {
    // The photo is still loading: go on as soon as its neighbours are known.
    if (content().querySelector(".photo-view--loading")) pendingSide = side;
    return;
  }
  history.replaceState({ drawer: true }, "", link.href);
  drawer.scrollTo(0, 0);
  const { early, name } = link.dataset;
  const { href } = link;
  showPlaceholder(early, name);
  load(href);
}

function onClick(event) {
  const link = event.target.closest(".step, [data-close-drawer]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (link.matches("[data-close-drawer]")) drawer.close();
  else step(link.matches(".step--before") ? "before" : "after");
}

/* Go back to the URL of the grid, and focus the tile of the photo shown last. */
function onClose() {
  const placement = content().querySelector(".photo-view")?.dataset.place;
  drawer.remove();
  document.title = gridTitle;
  isLeaving = Boolean(history.state?.drawer);
  if (isLeaving) history.back();
  const tile = document.getElementById(`t-${placement}`)?.querySelector(".tile__open");
  const target = tile ?? (opener?.isConnected ? opener : document.querySelector("main h1"));
  target?.scrollIntoView({ block: "nearest" });
  target?.focus({ preventScroll: true });
  // The tile may be in a block that the grid has not loaded.
  if (placement && !tile) {
    document.dispatchEvent(new CustomEvent("clientpix:sought", { detail: { place: placement } }));
  }
}

/* In the capture phase, before htmx: the grid is still there and must not be loaded again. */
window.addEventListener("popstate", (event) => {
  const isDrawerEntry = event.state?.drawer;
  if (!isDrawerEntry && !isOpen() && !isLeaving) return;
  event.stopImmediatePropagation();
  isLeaving = false;
  if (!isDrawerEntry) drawer.close();
  else if (document.querySelector(".tile__open")) reopen();
  else location.reload();
}, true);

function reopen() {
  if (!isOpen()) build();
  showPlaceholder("", getStrings().loading);
  load(location.href);
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
