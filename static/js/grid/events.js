/* Events that change the grid: uploads, actions, processing, and links to a place in it. */
import { hold } from "clientpix/grid/scroll-anchor";
import { renew, renewSoon } from "clientpix/grid/refresh";
import { remember } from "clientpix/grid/scroll-memory";

const RETRY_AFTER = 60_000; // milliseconds
const POLLING_ERRORS = ["htmx:sendError", "htmx:responseError", "htmx:timeout"];

export function listen(wall, signal) {
  wall.left = leftOf(wall);
  const refresh = ({ detail }) => {
    if (!detail?.album || detail.album === wall.dataset.album) renewSoon(wall);
  };
  document.addEventListener("clientpix:arrived", refresh, { signal });
  document.addEventListener("clientpix:changed", refresh, { signal });
  // Only an album that is sorted by capture time has a date at each height.
  document.addEventListener("clientpix:reordered", ({ detail }) => {
    wall.toggleAttribute("data-dated", detail === "taken");
  }, { signal });
  document.addEventListener("clientpix:sought", ({ detail }) => renew(wall, detail.place), { signal });
  document.addEventListener("htmx:beforeHistoryUpdate", () => remember(wall), { signal });
  window.addEventListener("pagehide", () => remember(wall), { signal });
  wall.addEventListener("click", (event) => jump(wall, event), { signal, capture: true });
  wall.addEventListener("error", (event) => reloadImage(wall, event), { signal, capture: true });
  wall.addEventListener("htmx:beforeSwap", () => (wall.letGo = hold(wall)), { signal });
  wall.addEventListener("htmx:afterSettle", () => progressed(wall), { signal });
  // The progress is polled every few seconds: its errors aren't shown each time.
  for (const name of POLLING_ERRORS) wall.addEventListener(name, (event) => event.stopPropagation(), { signal });
}

function jump(wall, event) {
  const link = event.target.closest("[data-jump]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !wall.plan) return;
  event.preventDefault();
  event.stopPropagation();
  const heading = document.getElementById(`s-${link.dataset.jump}`);
  const first = [...heading.parentElement.children].find((one) => one !== heading && one.offsetParent);
  const { top } = first.getBoundingClientRect();
  scrollBy({ top: top - heading.offsetHeight, behavior: "instant" });
  heading.focus({ preventScroll: true });
}

/* Media URLs expire: load the block again. If that doesn't help, hide the image. */
function reloadImage(wall, { target }) {
  const block = target.closest?.(".wall")?.block;
  if (!block) return;
  const isNew = !block.askedAgain || performance.now() - block.askedAgain > RETRY_AFTER;
  target.toggleAttribute("data-broken", !isNew);
  if (!isNew) return;
  block.askedAgain = performance.now();
  block.isOld = true;
  wall.want(block);
}

const leftOf = (wall) => wall.querySelector("#developing")?.dataset.left;

function progressed(wall) {
  wall.letGo?.();
  if (wall.left !== leftOf(wall)) renewSoon(wall);
  wall.left = leftOf(wall);
}
