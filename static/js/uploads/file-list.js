/* A row for each file. Only the visible rows are in the page: a shoot can have thousands of files. */
import { become } from "clientpix/uploads/status-text";
import { piece } from "clientpix/uploads/text";

const HEIGHT = 60;
const SPARE = 3;
const FIRST = ["failed", "sending", "hashing", "ready", "waiting", "done"];

const rank = ({ state, isEarlier }) => (isEarlier ? FIRST.length : FIRST.indexOf(state));

export class Rows {
  rows = new Map();
  items = [];

  constructor(list) {
    this.list = list;
    this.floor = document.createElement("li");
    this.floor.className = "tray__floor";
    this.floor.ariaHidden = "true";
    list.append(this.floor);
    list.addEventListener("scroll", () => this.draw(), { passive: true });
  }

  show(items) {
    const shown = items.filter(({ state }) => state !== "missing");
    this.items = shown.sort((one, other) => rank(one) - rank(other));
    this.list.hidden = !shown.length;
    this.floor.style.height = `${shown.length * HEIGHT}px`;
    this.draw();
  }

  draw() {
    const { scrollTop, clientHeight } = this.list;
    const first = Math.max(0, Math.floor(scrollTop / HEIGHT) - SPARE);
    const last = Math.ceil((scrollTop + clientHeight) / HEIGHT) + SPARE;
    const seen = this.items.slice(first, last);
    const free = [...this.rows].filter(([item]) => !seen.includes(item));
    for (const [item] of free) this.rows.delete(item);
    seen.forEach((item, number) => {
      if (!this.rows.has(item)) this.rows.set(item, free.pop()?.[1] ?? this.fresh());
      fill(this.rows.get(item), item, first + number, this.items.length);
    });
    for (const [, row] of free) row.remove();
  }

  fresh() {
    const row = piece("row");
    this.list.append(row);
    return row;
  }
}

function fill(row, item, number, of) {
  const slot = (name) => row.querySelector(`[data-slot="${name}"]`);
  row.style.transform = `translateY(${number * HEIGHT}px)`;
  row.ariaPosInSet = String(number + 1);
  row.ariaSetSize = String(of);
  row.dataset.state = item.state;
  slot("name").textContent = item.path;
  slot("name").title = item.path;
  slot("state").textContent = become(item);
  const bar = slot("bar");
  bar.hidden = !["sending", "hashing"].includes(item.state);
  bar.max = item.size || 1;
  bar.value = item.state === "hashing" ? item.read : item.sent;
}
