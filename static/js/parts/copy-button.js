/* <copy-button value="..."> creates its own button, so that there is none without scripts. */
import { getStrings, icon } from "clientpix/parts/strings";

const CONFIRMATION_TIME = 2500;

class CopyButton extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button--small";
    this.label = document.createElement("span");
    this.label.ariaLive = "polite";
    this.button.append(icon("copy"), this.label);
    this.button.onclick = () => this.copy();
    this.append(this.button);
    this.showLabel("copy");
  }

  showLabel(name) {
    this.label.textContent = getStrings()[name];
  }

  async copy() {
    await copyText(this.getAttribute("value"));
    this.showLabel("copied");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.showLabel("copy"), CONFIRMATION_TIME);
  }
}

/* Browsers hide the clipboard on plain http, which is common inside a studio's own network. */
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  const focused = document.activeElement;
  focused.after(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  focused.focus();
}

customElements.define("copy-button", CopyButton);
