/* <line-filter> around a search field that is hidden without scripts, and lines to find in. */

class LineFilter extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    field.hidden = false;
    field.oninput = () => this.find(field.value.toLowerCase());
  }

  find(words) {
    for (const line of this.querySelectorAll("dl > div")) {
      line.hidden = !line.textContent.toLowerCase().includes(words);
    }
  }
}

customElements.define("line-filter", LineFilter);
