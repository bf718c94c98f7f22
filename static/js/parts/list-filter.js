/* <line-filter> filters the rows of a <dl> by its search field, which is hidden without scripts. */

class LineFilter extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    field.hidden = false;
    field.oninput = () => this.filter(field.value.toLowerCase());
  }

  filter(text) {
    for (const row of this.querySelectorAll("dl > div")) {
      row.hidden = !row.textContent.toLowerCase().includes(text);
    }
  }
}

customElements.define("line-filter", LineFilter);
