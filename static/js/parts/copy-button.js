/* <copy-button value="..."> makes its own button: without scripts there is none that does nothing. */
import { icon, sentences } from "clientpix/parts/strings";

const LONG_ENOUGH_TO_READ = 2500;

class CopyButton extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button--small";
    this.words = document.createElement("span");
    this.words.ariaLive = "polite";
    this.button.append(icon("copy"), this.words);
    this.button.onclick = () => this.copy();
    this.append(this.button);
    this.say("copy");
  }

  say(word) {
    this.words.textContent = sentences()[word];
  }

  async copy() {
    await written(this.getAttribute("value"));
    this.say("copied");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say("copy"), LONG_ENOUGH_TO_READ);
  }
}

/* On plain http, in a studio's own network, browsers hide the clipboard. */
async function written(text) {
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
