/* Remember the place in the grid, and return to it with the Back button or after a reload. */
import { seen } from "clientpix/grid/scroll-anchor";

const RESTORE_TIMEOUT = 50; // milliseconds
const key = () => `wall ${location.pathname}${location.search}`;
const [load] = performance.getEntriesByType("navigation");
const isWall = () => document.querySelector("photo-grid") !== null;

let isExpected = isWall() && ["reload", "back_forward"].includes(load?.type);

export const expectBack = () => (isExpected = true);

/* At the top of the page, there is nothing to remember. */
export function remember(wall) {
  const tile = document.activeElement.closest(".tile");
  const focused = tile && { id: tile.id.slice(2), top: tile.getBoundingClientRect().top };
  const place = focused ?? (scrollY > 0 && { ...seen(wall)[0], isOpened: false });
  if (place?.id) sessionStorage.setItem(key(), JSON.stringify(place));
  else sessionStorage.removeItem(key());
}

/* htmx reports that a page comes from the history after it has put it in. */
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
    }, RESTORE_TIMEOUT);
  });
}

/* The tile in the URL, or the remembered one. */
export function wanted(isBack) {
  const named = location.hash.match(/^#t-([0-9a-f]{32})$/)?.[1];
  if (named) return { id: named };
  return isBack ? JSON.parse(sessionStorage.getItem(key())) : null;
}
