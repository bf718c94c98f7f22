/* The selected photos. They are kept apart from the tiles, which come and go while scrolling. */

const LENGTH = 32;

export const unpack = (text) => text.match(/[0-9a-f]{32}/g) ?? [];

export class Selection extends EventTarget {
  constructor(url) {
    super();
    this.url = url;
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

  /* Ask the server: tiles between two others may never have been in the page. */
  async extendTo(id) {
    if (!this.anchor) return this.toggle(id);
    const { ids } = await this.fetchIds({ end: [this.anchor, id] });
    this.put(unpack(ids).length ? unpack(ids) : [id]);
  }

  async selectAll() {
    const { ids, until } = await this.fetchIds({});
    this.all = { ids: unpack(ids), until };
    this.replace(this.all.ids);
  }

  async fetchIds({ end = [] }) {
    const query = new URLSearchParams(end.map((id) => ["end", id]));
    const reply = await fetch(`${this.url}?${query}`, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(reply.status);
    return reply.json();
  }

  /* The form fields: the selected ids, or everything except the ids that aren't selected. */
  toFields() {
    const excluded = this.all?.ids.filter((id) => !this.has(id));
    const isShorter = excluded && this.all.ids.length - excluded.length === this.size && excluded.length < this.size;
    if (isShorter) return { chosen: excluded.join(""), until: this.all.until };
    return { chosen: [...this.ids].join(""), until: "" };
  }
}

export const idOf = (tile) => tile.id.slice(-LENGTH);
