/* From picture to picture by keys and by a finger, in the drawer and on the page of a picture. */
import { step } from "clientpix/picture/drawer";

const SIDES = { ArrowLeft: "before", k: "before", ArrowRight: "after", j: "after" };
const FAR_ENOUGH = 50;
const TAKES_KEYS = "input, textarea, select, video, [contenteditable]";
let start;

const isSeen = () => document.querySelector("dialog[open] .photo-view") ?? document.querySelector("main .photo-view");

document.addEventListener("keydown", (event) => {
  const side = SIDES[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const isOther = event.altKey || event.ctrlKey || event.metaKey || event.target.matches?.(TAKES_KEYS);
  if (!side || isOther || !isSeen() || document.querySelector("dialog[open]:not(.drawer)")) return;
  event.preventDefault();
  step(side);
});

document.addEventListener("touchstart", ({ touches, target }) => {
  const isOne = touches.length === 1 && target.closest(".preview") && !target.closest("video");
  start = isOne && visualViewport.scale <= 1.01 ? touches[0] : null;
}, { passive: true });

document.addEventListener("touchend", ({ changedTouches, touches }) => {
  if (!start || touches.length) return;
  const across = changedTouches[0].clientX - start.clientX;
  const down = Math.abs(changedTouches[0].clientY - start.clientY);
  start = null;
  if (Math.abs(across) > FAR_ENOUGH && Math.abs(across) > 1.5 * down) step(across > 0 ? "before" : "after");
}, { passive: true });
