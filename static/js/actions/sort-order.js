/* <sort-order> around a form: what is picked is done, without a further press. */

class SortOrder extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this);
  }

  disconnectedCallback() {
    this.removeEventListener("change", this);
  }

  handleEvent() {
    this.querySelector("form").requestSubmit();
  }
}

customElements.define("sort-order", SortOrder);
