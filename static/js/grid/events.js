/* What a wall hears of: what came, what was done, what was developed, where somebody wants to be. */
import { hold } from "clientpix/grid/scroll-anchor";
import { renew, renewSoon } from "clientpix/grid/refresh";
import { remember } from "clientpix/grid/scroll-memory";

const PATIENCE = 60_000;
const TROUBLES = ["htmx:sendError", "htmx:responseError", "htmx:timeout"];

export function listen(wall, signal) {
  wall.left = leftOf(wall);
  const told = ({ detail }) => {
    if (!detail?.album || detail.album === wall.dataset.album) renewSoon(wall);
  };
  document.addEventListener("clientpix:arrived", told, { signal });
  document.addEventListener("clientpix:changed", told, { signal });
  // Only an album that is sorted by capture time has a date at each height.
  document.addEventListener("clientpix:reordered", ({ detail }) => {
    wall.toggleAttribute("data-dated", detail === "taken");
  }, { signal });
  document.addEventListener("clientpix:sought", ({ detail }) => renew(wall, detail.place), { signal });
  document.addEventListener("htmx:beforeHistoryUpdate", () => remember(wall), { signal });
  window.addEventListener("pagehide", () => remember(wall), { signal });
  wall.addEventListener("click", (event) => jump(wall, event), { signal, capture: true });
  wall.addEventListener("error", (event) => refused(wall, event), { signal, capture: true });
  wall.addEventListener("htmx:beforeSwap", () => (wall.letGo = hold(wall)), { signal });
  wall.addEventListener("htmx:afterSettle", () => developed(wall), { signal });
  // What asks every few seconds does not complain every few seconds.
  for (const name of TROUBLES) wall.addEventListener(name, (event) => event.stopPropagation(), { signal });
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

/* Links to pictures grow old: their block is asked for anew, and if that does not help left alone. */
function refused(wall, { target }) {
  const block = target.closest?.(".wall")?.block;
  if (!block) return;
  const isNew = !block.askedAgain || performance.now() - block.askedAgain > PATIENCE;
  target.toggleAttribute("data-broken", !isNew);
  if (!isNew) return;
  block.askedAgain = performance.now();
  block.isOld = true;
  wall.want(block);
}

const leftOf = (wall) => wall.querySelector("#developing")?.dataset.left;

function developed(wall) {
  wall.letGo?.();
  if (wall.left !== leftOf(wall)) renewSoon(wall);
  wall.left = leftOf(wall);
}
