/* Go to the previous or next photo by key or swipe, in the drawer and on the page of a photo. */
import { step } from "clientpix/picture/drawer";

const SIDES = { ArrowLeft: "before", k: "before", ArrowRight: "after", j: "after" };
const MIN_SWIPE = 50;
const TAKES_KEYS = "input, textarea, select, video, [contenteditable]";
let start;

const findPhoto = () =>
  document.querySelector("dialog[open] .photo-view") ?? document.querySelector("main .photo-view");

document.addEventListener("keydown", (event) => {
  const side = SIDES[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const isForOthers = event.altKey || event.ctrlKey || event.metaKey || event.target.matches?.(TAKES_KEYS);
  if (!side || isForOthers || !findPhoto() || document.querySelector("dialog[open]:not(.drawer)")) return;
  event.preventDefault();
  step(side);
});

document.addEventListener("touchstart", ({ touches, target }) => {
  const isSwipe = touches.length === 1 && target.closest(".preview") && !target.closest("video");
  // While the page is zoomed, a finger moves the visible part.
  start = isSwipe && visualViewport.scale <= 1.01 ? touches[0] : null;
}, { passive: true });

document.addEventListener("touchend", ({ changedTouches, touches }) => {
  if (!start || touches.length) return;
  const x = changedTouches[0].clientX - start.clientX;
  const y = Math.abs(changedTouches[0].clientY - start.clientY);
  start = null;
  if (Math.abs(x) > MIN_SWIPE && Math.abs(x) > 1.5 * y) step(x > 0 ? "before" : "after");
}, { passive: true });
