/* Where somebody left a wall: to be found again by the way back, or after the page was loaded anew. */
import { seen } from "clientpix/grid/scroll-anchor";

const AT_ONCE = 50;
const key = () => `wall ${location.pathname}${location.search}`;
const [load] = performance.getEntriesByType("navigation");
const isWall = () => document.querySelector("picture-wall") !== null;

let isExpected = isWall() && ["reload", "back_forward"].includes(load?.type);

export const expectBack = () => (isExpected = true);

/* Whoever stood at the very top did not stand anywhere. */
export function remember(wall) {
  const tile = document.activeElement.closest(".tile");
  const focused = tile && { id: tile.id.slice(2), top: tile.getBoundingClientRect().top };
  const place = focused ?? (scrollY > 0 && { ...seen(wall)[0], isOpened: false });
  if (place?.id) sessionStorage.setItem(key(), JSON.stringify(place));
  else sessionStorage.removeItem(key());
}

/* The page is put in before anybody is told that this was the way back. */
export function isComingBack() {
  if (isExpected) {
    isExpected = false;
    return true;
  }
  return new Promise((resolve) => {
    const back = () => resolve(true);
    document.addEventListener("htmx:historyRestore", back, { once: true });
    setTimeout(() => {
      document.removeEventListener("htmx:historyRestore", back);
      resolve(false);
    }, AT_ONCE);
  });
}

/* A tile that the address names, or where one stood. */
export function wanted(isBack) {
  const named = location.hash.match(/^#t-([0-9a-f]{32})$/)?.[1];
  if (named) return { id: named };
  return isBack ? JSON.parse(sessionStorage.getItem(key())) : null;
}
