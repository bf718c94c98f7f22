/* <add-pictures> opens the file picker right away, instead of following its link to the plain form. */
import { here, sendTo, take } from "clientpix/uploads/drop-target";
import { pick } from "clientpix/uploads/file-picker";

class AddPictures extends HTMLElement {
  connectedCallback() {
    // Capture the click before htmx follows the link.
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
