/* <album-choice> around the bar of acts: chooses tiles of the wall as a desktop does. */
import { submit } from "clientpix/actions/submit";
import { Choice, idOf } from "clientpix/actions/selection";
import { drawing } from "clientpix/actions/lasso";
import { pressing } from "clientpix/actions/long-press";
import { dragging } from "clientpix/actions/drag";
import { roving } from "clientpix/actions/keyboard";
import { getStrings } from "clientpix/parts/strings";
import { showToast } from "clientpix/parts/toasts";

const TYPED = "input:not([type=checkbox]), textarea, select, [contenteditable]";

class AlbumChoice extends HTMLElement {
  connectedCallback() {
    this.room = this.parentElement;
    this.choice = new Choice(this.dataset.ids);
    this.gone = new AbortController();
    const { signal } = this.gone;
    const on = (what, type, how, options) => what.addEventListener(type, how, { signal, ...options });
    this.choice.addEventListener("change", () => this.paint());
    on(document, "keydown", (event) => this.key(event));
    on(document, "submit", (event) => submit(event, this), { capture: true });
    on(this, "click", (event) => this.press(event));
    on(this.room, "dragstart", (event) => event.preventDefault());
    this.watch(signal);
    for (const part of [drawing, pressing, roving]) part(this, on);
    if ("hand" in this.dataset) dragging(this, on);
    on(this.room, "click", (event) => this.click(event), { capture: true });
    this.paint();
  }

  disconnectedCallback() {
    this.gone.abort();
  }

  /* Never kept: the wall may be another one after the next act. */
  get wall() {
    return this.room.querySelector("picture-wall");
  }

  /* Tiles come and go with the blocks that they are in. */
  watch(signal) {
    const observer = new MutationObserver(() => this.paint());
    observer.observe(this.room, { childList: true, subtree: true });
    signal.addEventListener("abort", () => observer.disconnect());
  }

  tiles() {
    return this.room.querySelectorAll(".tile[id]");
  }

  paint() {
    for (const tile of this.tiles()) {
      const box = tile.querySelector(".tile__choose");
      const isChosen = this.choice.has(idOf(tile));
      if (box && box.checked !== isChosen) box.checked = isChosen;
    }
    const { size } = this.choice;
    this.wall?.toggleAttribute("data-choosing", size > 0);
    if (this.painted === size) return;
    this.painted = size;
    this.toggleAttribute("data-chosen", size > 0);
    this.toggleAttribute("data-one", size === 1);
    const words = this.dataset.words.replace("0", size.toLocaleString(document.documentElement.lang));
    this.querySelector("[data-count]").textContent = size ? words : "";
  }

  async click(event) {
    const tile = event.target.closest(".tile[id]");
    if (!tile || event.button) return;
    const isBox = event.target.closest(".tile__choose");
    const { ctrlKey, metaKey, shiftKey } = event;
    if (!isBox && !ctrlKey && !metaKey && !shiftKey && !this.choice.size) return;
    if (!isBox) event.preventDefault();
    event.stopPropagation();
    if (this.placing) return this.place(tile);
    if (shiftKey) await this.honest(() => this.choice.reach(idOf(tile)));
    else this.choice.toggle(idOf(tile));
  }

  async key(event) {
    if (event.target.closest(TYPED) || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && !document.querySelector("details.menu[open]")) {
      if (this.placing) this.placing = false;
      else this.choice.clear();
    }
    if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      await this.honest(() => this.choice.takeAll());
    }
  }

  async press(event) {
    const word = event.target.closest("[data-do]")?.dataset.do;
    if (word === "clear") this.choice.clear();
    if (word === "all") await this.honest(() => this.choice.takeAll());
    if (word === "place") this.placing = true;
  }

  /* On a telephone nothing is dragged that is scrolled as well: one says what, then where. */
  set placing(isPlacing) {
    this.toggleAttribute("data-placing", isPlacing);
    this.wall?.toggleAttribute("data-placing", isPlacing);
    if (isPlacing) showToast(this.dataset.place);
  }

  get placing() {
    return this.hasAttribute("data-placing");
  }

  place(tile) {
    this.placing = false;
    this.dispatchEvent(new CustomEvent("place", { detail: { ids: [...this.choice.ids], tile } }));
  }

  async honest(work) {
    try {
      await work();
    } catch {
      showToast(getStrings().offline, "error");
    }
  }
}

customElements.define("album-choice", AlbumChoice);
