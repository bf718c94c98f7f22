/* <reveal-password> around a password and a hidden button. */

class RevealPassword extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.onclick = () => this.show(button, button.ariaPressed !== "true");
    this.closest("form")?.addEventListener("submit", () => this.show(button, false));
  }

  show(button, visible) {
    button.ariaPressed = String(visible);
    this.querySelector("input").type = visible ? "text" : "password";
  }
}

customElements.define("reveal-password", RevealPassword);
