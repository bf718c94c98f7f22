/* A wall measured anew, without a jump: what is looked at is there before the old goes away. */
import { fragment } from "clientpix/grid/block-loader";
import { holding, seen } from "clientpix/grid/scroll-anchor";
import { Plan } from "clientpix/grid/layout";
import { expectBack, remember } from "clientpix/grid/scroll-memory";
import { replaceNonce } from "clientpix/parts/csp-nonces";

const PAUSE = 2000;
const LATER = 10_000;
const CALM = 10;
const AROUND = 2;

/* However often it is asked for: large albums are measured less often. */
export function renewSoon(wall) {
  if (wall.isDue) return;
  wall.isDue = true;
  const wait = Math.max(0, (wall.renewedAt ?? 0) + Math.max(PAUSE, CALM * (wall.took ?? 0)) - performance.now());
  setTimeout(async () => {
    await wall.renewing;
    wall.isDue = false;
    if (wall.isConnected) renew(wall);
  }, wait);
}

/* With a place, that is where to go. Who cannot be asked now is asked later; what hangs stays. */
export async function renew(wall, place) {
  if (!wall.plan) return;
  const began = performance.now();
  wall.renewing = measure(wall, place).catch(() => {
    if (wall.isConnected) setTimeout(() => renewSoon(wall), LATER);
  });
  await wall.renewing;
  wall.renewedAt = performance.now();
  wall.took = wall.renewedAt - began;
}

async function measure(wall, place) {
  const [topmost] = seen(wall);
  const found = await wall.shape(place ?? topmost?.id);
  const plan = new Plan(wall, found);
  if (!plan.isComplete || !plan.pictures !== !wall.plan.pictures) return rebuild(wall);
  const near = around(plan, place ? null : wall);
  const { signal } = wall.life;
  const fragments = await Promise.all(near.map((block) => fragment(wall.dataset.block, block, signal)));
  wall.fetching.stop();
  holding(wall, () => {
    plan.replace(wall.plan, near.map((block, number) => [block, fragments[number]]));
    wall.plan = plan;
    wall.place();
  });
  wall.watch();
  if (place) wall.goTo({ id: place });
}

/* What is on the screen, and a little more on both sides. */
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

/* With other sections than before, or the first pictures at all: the page as it is now. */
async function rebuild(wall) {
  const answer = await fetch(location.href, { signal: wall.life.signal });
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  const text = replaceNonce(await answer.text(), answer.headers.get("Content-Security-Policy"));
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  if (!fresh?.querySelector("picture-wall")) return;
  const main = wall.closest("main");
  remember(wall);
  expectBack();
  main.replaceChildren(...fresh.childNodes);
  window.htmx?.process(main);
}
