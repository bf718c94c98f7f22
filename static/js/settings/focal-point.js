/* <focal-point>: press, drag or use the arrow keys on a picture; its two ranges hold the point. */

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STRIDE = 10;
const POINTING = ["pointerdown", "pointermove", "click"];

class FocalPoint extends HTMLElement {
  connectedCallback() {
    [this.x, this.y] = this.querySelectorAll("input[type=range]");
    this.stage = this.querySelector(".focal__stage");
    this.mark ??= this.makeMark();
    this.addEventListener("input", this);
    this.addEventListener("keydown", this);
    for (const name of POINTING) this.stage.addEventListener(name, this);
    this.show();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this);
    this.removeEventListener("keydown", this);
    for (const name of POINTING) this.stage.removeEventListener(name, this);
  }

  makeMark() {
    const mark = document.createElement("button");
    mark.type = "button";
    mark.className = "focal__mark";
    mark.ariaLabel = this.dataset.label;
    this.stage.append(mark);
    return mark;
  }

  handleEvent(event) {
    if (event.type === "input") this.show();
    else if (event.type === "keydown") this.step(event);
    else if (event.type !== "click") this.follow(event);
    else if (event.detail) this.aim(event);
  }

  step(event) {
    const way = STEPS[event.key];
    if (!way || event.target !== this.mark) return;
    event.preventDefault();
    const far = event.shiftKey ? STRIDE : 1;
    this.set(this.x.valueAsNumber + way[0] * far, this.y.valueAsNumber + way[1] * far);
  }

  /* A finger on the picture may only want to scroll: to drag, it takes the mark itself. */
  follow(event) {
    const takes = event.pointerType === "mouse" || event.target === this.mark;
    if (event.type === "pointerdown" && event.button === 0 && takes) {
      this.stage.setPointerCapture(event.pointerId);
    }
    if (this.stage.hasPointerCapture(event.pointerId)) this.aim(event);
  }

  aim({ clientX, clientY }) {
    const box = this.stage.getBoundingClientRect();
    this.mark.focus({ preventScroll: true });
    this.set((100 * (clientX - box.left)) / box.width, (100 * (clientY - box.top)) / box.height);
  }

  /* What a range is given, it keeps within its bounds. */
  set(x, y) {
    this.x.value = Math.round(x);
    this.y.value = Math.round(y);
    this.show();
  }

  show() {
    this.style.setProperty("--x", `${this.x.value}%`);
    this.style.setProperty("--y", `${this.y.value}%`);
  }
}

customElements.define("focal-point", FocalPoint);
