/* <focal-point>: set the focal point of a cover by click, drag or arrow keys. Two range inputs hold it. */

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LARGE_STEP = 10;
const POINTER_EVENTS = ["pointerdown", "pointermove", "click"];

class FocalPoint extends HTMLElement {
  connectedCallback() {
    [this.x, this.y] = this.querySelectorAll("input[type=range]");
    this.stage = this.querySelector(".focal__stage");
    this.mark ??= this.makeMark();
    this.addEventListener("input", this);
    this.addEventListener("keydown", this);
    for (const name of POINTER_EVENTS) this.stage.addEventListener(name, this);
    this.show();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this);
    this.removeEventListener("keydown", this);
    for (const name of POINTER_EVENTS) this.stage.removeEventListener(name, this);
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
    const direction = STEPS[event.key];
    if (!direction || event.target !== this.mark) return;
    event.preventDefault();
    const step = event.shiftKey ? LARGE_STEP : 1;
    this.set(this.x.valueAsNumber + direction[0] * step, this.y.valueAsNumber + direction[1] * step);
  }

  /* A finger on the photo may just be scrolling, so touch only drags the mark itself. */
  follow(event) {
    const canDrag = event.pointerType === "mouse" || event.target === this.mark;
    if (event.type === "pointerdown" && event.button === 0 && canDrag) {
      this.stage.setPointerCapture(event.pointerId);
    }
    if (this.stage.hasPointerCapture(event.pointerId)) this.aim(event);
  }

  aim({ clientX, clientY }) {
    const box = this.stage.getBoundingClientRect();
    this.mark.focus({ preventScroll: true });
    this.set((100 * (clientX - box.left)) / box.width, (100 * (clientY - box.top)) / box.height);
  }

  /* The range inputs keep their values between 0 and 100. */
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
