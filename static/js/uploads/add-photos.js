/* <add-pictures> around a link to the plain form: here the same window opens at once. */
import { here, sendTo, take } from "clientpix/uploads/drop-target";
import { pick } from "clientpix/uploads/file-picker";

class AddPictures extends HTMLElement {
  connectedCallback() {
    // Before the link hears of it, which would lead to the form.
    this.addEventListener("click", this, true);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this, true);
  }

  async handleEvent(event) {
    const asked = event.target.closest("a, button");
    if (!asked || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const album = here();
    const found = await pick(asked.localName === "button");
    if (found.length) album ? sendTo(album, found) : take(found);
  }
}

customElements.define("add-pictures", AddPictures);
