/* The scrubber of a long grid: shows the date and section on the screen, and scrolls to others. */
import { getStrings } from "clientpix/parts/strings";

const HIDE_AFTER = 900; // milliseconds
const STEPS = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };

export class Scrubber {
  constructor(wall) {
    this.wall = wall;
    this.life = new AbortController();
    this.days = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
    this.element = document.createElement("div");
    this.element.innerHTML = '<span class="scrubber__mark"></span><span class="scrubber__word"></span>';
    Object.assign(this.element, { className: "scrubber", role: "slider", tabIndex: 0 });
    Object.assign(this.element, { ariaLabel: getStrings().scrubber, ariaOrientation: "vertical", ariaValueMin: "0", ariaValueMax: "100" });
    const { signal } = this.life;
    window.addEventListener("scroll", () => this.scrolled(), { signal, passive: true });
    this.element.addEventListener("pointerdown", (event) => this.grab(event), { signal });
    this.element.addEventListener("pointermove", (event) => this.isHeld && this.move(event), { signal });
    for (const end of ["pointerup", "pointercancel"]) {
      this.element.addEventListener(end, () => (this.isHeld = false), { signal });
    }
    this.element.addEventListener("keydown", (event) => this.press(event), { signal });
    wall.append(this.element);
    this.update();
  }

  remove() {
    this.life.abort();
    clearTimeout(this.timer);
    this.element.remove();
  }

  get range() {
    const { top, height } = this.wall.getBoundingClientRect();
    return { start: top + scrollY, length: Math.max(1, height - innerHeight) };
  }

  grab(event) {
    event.preventDefault();
    this.isHeld = true;
    this.element.setPointerCapture(event.pointerId);
    this.move(event);
  }

  move({ clientY }) {
    const { top, height } = this.element.getBoundingClientRect();
    this.go(Math.min(1, Math.max(0, (clientY - top) / height)));
  }

  press(event) {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    const { start, length } = this.range;
    const part = (scrollY - start) / length + STEPS[event.key] / 100;
    this.go(Math.min(1, Math.max(0, part)));
  }

  go(part) {
    const { start, length } = this.range;
    scrollTo({ top: start + part * length, behavior: "instant" });
  }

  scrolled() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.update();
      this.element.dataset.moving = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => delete this.element.dataset.moving, HIDE_AFTER);
    });
  }

  update() {
    const { start, length } = this.range;
    const part = Math.min(1, Math.max(0, (scrollY - start) / length));
    const [mark, label] = this.element.children;
    mark.style.translate = label.style.translate = `0 calc(${part * this.element.clientHeight}px - 50%)`;
    label.textContent = this.describe();
    this.element.ariaValueNow = String(Math.round(part * 100));
    this.element.ariaValueText = label.textContent;
  }

  /* The section, and the date in the time of the camera. */
  describe() {
    const block = this.wall.plan.at(innerHeight / 3);
    const title = block.list.parentElement.querySelector(".grid-section__name")?.textContent;
    return [title, this.day(block)].filter(Boolean).join(" · ");
  }

  day({ from }) {
    const [, year, month, day] = from.slice(32).match(/^(\d{4})(\d\d)(\d\d)\d{6}/) ?? [];
    if (!year || !("dated" in this.wall.dataset)) return "";
    return this.days.format(new Date(year, month - 1, day));
  }
}
