/* Refresh the grid without a jump: the new visible blocks are loaded before the old ones go. */
import { fetchBlock } from "clientpix/grid/block-loader";
import { holding, seen } from "clientpix/grid/scroll-anchor";
import { Layout } from "clientpix/grid/layout";
import { expectBack, remember } from "clientpix/grid/scroll-memory";
import { replaceNonce } from "clientpix/parts/csp-nonces";

const PAUSE = 2000;
const RETRY_AFTER = 10_000;
// A refresh may take a tenth of the time: large albums are refreshed less often.
const TIMES_DURATION = 10;
const AROUND = 2;

/* Refresh after a pause, once for all requests until then. */
export function renewSoon(wall) {
  if (wall.isDue) return;
  wall.isDue = true;
  const wait = Math.max(0, (wall.renewedAt ?? 0) + Math.max(PAUSE, TIMES_DURATION * (wall.took ?? 0)) - performance.now());
  setTimeout(async () => {
    await wall.renewing;
    wall.isDue = false;
    if (wall.isConnected) renew(wall);
  }, wait);
}

/* Refresh now, and scroll to a place if there is one. On an error, keep the grid and try later. */
export async function renew(wall, place) {
  if (!wall.plan) return;
  const began = performance.now();
  wall.renewing = measure(wall, place).catch(() => {
    if (wall.isConnected) setTimeout(() => renewSoon(wall), RETRY_AFTER);
  });
  await wall.renewing;
  wall.renewedAt = performance.now();
  wall.took = wall.renewedAt - began;
}

async function measure(wall, place) {
  const [topmost] = seen(wall);
  const found = await wall.shape(place ?? topmost?.id);
  const plan = new Layout(wall, found);
  if (!plan.isComplete || !plan.pictures !== !wall.plan.pictures) return rebuild(wall);
  const near = around(plan, place ? null : wall);
  const { signal } = wall.life;
  const fragments = await Promise.all(near.map((block) => fetchBlock(wall.dataset.block, block, signal)));
  wall.fetching.stop();
  holding(wall, () => {
    plan.replace(wall.plan, near.map((block, number) => [block, fragments[number]]));
    wall.plan = plan;
    wall.place();
  });
  wall.watch();
  if (place) wall.goTo({ id: place });
}

/* The blocks on the screen, and one more on both sides. */
function around(plan, wall) {
  const { blocks } = plan;
  const middle = Math.max(0, blocks.indexOf(plan.where()?.block));
  const tall = wall ? wall.plan.blocks.filter(({ list }) => isOnScreen(list)).length : 1;
  return blocks.slice(Math.max(0, middle - 1), middle + Math.max(AROUND, tall + 1));
}

function isOnScreen(list) {
  const { top, bottom } = list.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/* Load the whole page again: sections were added, or the first photos. */
async function rebuild(wall) {
  const response = await fetch(location.href, { signal: wall.life.signal });
  if (!response.ok || response.redirected) throw new Error(response.statusText);
  const text = replaceNonce(await response.text(), response.headers.get("Content-Security-Policy"));
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  if (!fresh?.querySelector("photo-grid")) return;
  const main = wall.closest("main");
  remember(wall);
  expectBack();
  main.replaceChildren(...fresh.childNodes);
  window.htmx?.process(main);
}
