/* <reveal-password> adds a button to a password field that shows the password. */

class RevealPassword extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.onclick = () => this.show(button, button.ariaPressed !== "true");
    // Hidden again before it is sent, so that browsers offer to save it as a password.
    this.closest("form")?.addEventListener("submit", () => this.show(button, false));
  }

  show(button, visible) {
    button.ariaPressed = String(visible);
    this.querySelector("input").type = visible ? "text" : "password";
  }
}

customElements.define("reveal-password", RevealPassword);
