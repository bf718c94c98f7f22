/* <photo-selection> around the selection bar: selects tiles of the grid like files on a desktop. */
import { submit } from "clientpix/actions/submit";
import { Selection, idOf } from "clientpix/actions/selection";
import { enableLasso } from "clientpix/actions/lasso";
import { enableLongPress } from "clientpix/actions/long-press";
import { enableDragging } from "clientpix/actions/drag";
import { enableKeyboard } from "clientpix/actions/keyboard";
import { getStrings } from "clientpix/parts/strings";
import { showToast } from "clientpix/parts/toasts";

const TEXT_FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";

class PhotoSelection extends HTMLElement {
  connectedCallback() {
    this.container = this.parentElement;
    this.selection = new Selection(this.dataset.ids);
    this.life = new AbortController();
    const { signal } = this.life;
    const on = (what, type, how, options) => what.addEventListener(type, how, { signal, ...options });
    this.selection.addEventListener("change", () => this.paint());
    on(document, "keydown", (event) => this.key(event));
    on(document, "submit", (event) => submit(event, this), { capture: true });
    on(this, "click", (event) => this.press(event));
    on(this.container, "dragstart", (event) => event.preventDefault());
    this.watch(signal);
    for (const part of [enableLasso, enableLongPress, enableKeyboard]) part(this, on);
    if ("hand" in this.dataset) enableDragging(this, on);
    on(this.container, "click", (event) => this.click(event), { capture: true });
    this.paint();
  }

  disconnectedCallback() {
    this.life.abort();
  }

  /* Not kept in a field: the grid may be replaced after an action. */
  get grid() {
    return this.container.querySelector("photo-grid");
  }

  /* Tiles come and go with their blocks while scrolling. */
  watch(signal) {
    const observer = new MutationObserver(() => this.paint());
    observer.observe(this.container, { childList: true, subtree: true });
    signal.addEventListener("abort", () => observer.disconnect());
  }

  tiles() {
    return this.container.querySelectorAll(".tile[id]");
  }

  paint() {
    for (const tile of this.tiles()) {
      const box = tile.querySelector(".tile__choose");
      const isSelected = this.selection.has(idOf(tile));
      if (box && box.checked !== isSelected) box.checked = isSelected;
    }
    const { size } = this.selection;
    this.grid?.toggleAttribute("data-choosing", size > 0);
    if (this.painted === size) return;
    this.painted = size;
    this.toggleAttribute("data-chosen", size > 0);
    this.toggleAttribute("data-one", size === 1);
    const text = this.dataset.words.replace("0", size.toLocaleString(document.documentElement.lang));
    this.querySelector("[data-count]").textContent = size ? text : "";
  }

  async click(event) {
    const tile = event.target.closest(".tile[id]");
    if (!tile || event.button) return;
    const isBox = event.target.closest(".tile__choose");
    const { ctrlKey, metaKey, shiftKey } = event;
    if (!isBox && !ctrlKey && !metaKey && !shiftKey && !this.selection.size) return;
    if (!isBox) event.preventDefault();
    event.stopPropagation();
    if (this.placing) return this.place(tile);
    if (shiftKey) await this.reportErrors(() => this.selection.extendTo(idOf(tile)));
    else this.selection.toggle(idOf(tile));
  }

  async key(event) {
    if (event.target.closest(TEXT_FIELDS) || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && !document.querySelector("details.menu[open]")) {
      if (this.placing) this.placing = false;
      else this.selection.clear();
    }
    if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      await this.reportErrors(() => this.selection.selectAll());
    }
  }

  async press(event) {
    const command = event.target.closest("[data-do]")?.dataset.do;
    if (command === "clear") this.selection.clear();
    if (command === "all") await this.reportErrors(() => this.selection.selectAll());
    if (command === "place") this.placing = true;
  }

  /* On a phone, dragging scrolls the page. There a tile is picked to move the others before it. */
  set placing(isPlacing) {
    this.toggleAttribute("data-placing", isPlacing);
    this.grid?.toggleAttribute("data-placing", isPlacing);
    if (isPlacing) showToast(this.dataset.place);
  }

  get placing() {
    return this.hasAttribute("data-placing");
  }

  place(tile) {
    this.placing = false;
    this.dispatchEvent(new CustomEvent("place", { detail: { ids: [...this.selection.ids], tile } }));
  }

  async reportErrors(work) {
    try {
      await work();
    } catch {
      showToast(getStrings().offline, "error");
    }
  }
}

customElements.define("photo-selection", PhotoSelection);
