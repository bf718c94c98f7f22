/* <sort-order> around the form of the order: sorts as soon as an order is picked. */

class SortOrder extends HTMLElement {
  connectedCallback() {
    this.select = this.querySelector("select");
    this.order = this.select.value;
    this.left = new AbortController();
    const { signal } = this.left;
    this.addEventListener("change", () => this.querySelector("form").requestSubmit(), { signal });
    // What could not be sorted is still in the order that it had.
    this.addEventListener("clientpix:not-done", () => (this.select.value = this.order), { signal });
    document.addEventListener("clientpix:reordered", ({ detail }) => this.show(detail), { signal });
  }

  disconnectedCallback() {
    this.left.abort();
  }

  /* Also after a drag, or when one is undone: then nobody has picked this order here. */
  show(order) {
    this.order = this.select.value = order;
  }
}

customElements.define("sort-order", SortOrder);
