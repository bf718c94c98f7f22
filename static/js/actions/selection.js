/* Which pictures are chosen: kept beside the page, as tiles come and go in it. */

const LENGTH = 32;

export const unpacked = (word) => word.match(/[0-9a-f]{32}/g) ?? [];

export class Choice extends EventTarget {
  constructor(place) {
    super();
    this.place = place;
    this.ids = new Set();
    this.all = null;
    this.anchor = null;
  }

  get size() {
    return this.ids.size;
  }

  has(id) {
    return this.ids.has(id);
  }

  put(ids, isChosen = true) {
    for (const id of ids) isChosen ? this.ids.add(id) : this.ids.delete(id);
    this.dispatchEvent(new Event("change"));
  }

  toggle(id) {
    this.anchor = id;
    this.put([id], !this.has(id));
  }

  replace(ids) {
    this.ids = new Set(ids);
    this.dispatchEvent(new Event("change"));
  }

  clear() {
    this.all = this.anchor = null;
    this.replace([]);
  }

  /* What lies between two places may never have been in the page. */
  async reach(id) {
    if (!this.anchor) return this.toggle(id);
    const { ids } = await this.ask({ end: [this.anchor, id] });
    this.put(unpacked(ids).length ? unpacked(ids) : [id]);
  }

  async takeAll() {
    const { ids, until } = await this.ask({});
    this.all = { ids: unpacked(ids), until };
    this.replace(this.all.ids);
  }

  async ask({ end = [] }) {
    const query = new URLSearchParams(end.map((one) => ["end", one]));
    const reply = await fetch(`${this.place}?${query}`, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(reply.status);
    return reply.json();
  }

  /* As a form says it: one by one, or all but a few. */
  words() {
    const but = this.all?.ids.filter((id) => !this.has(id));
    const isAll = but && this.all.ids.length - but.length === this.size && but.length < this.size;
    if (isAll) return { chosen: but.join(""), until: this.all.until };
    return { chosen: [...this.ids].join(""), until: "" };
  }
}

export const idOf = (tile) => tile.id.slice(-LENGTH);
