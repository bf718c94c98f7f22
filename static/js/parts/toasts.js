/* <toast-shelf>: one place, for as long as the document lives, where things are said aloud. */
import { icon, sentences } from "clientpix/parts/strings";

const LONG_ENOUGH_TO_READ = 7000;
const LONG_ENOUGH_TO_ACT = 10000;

class ToastShelf extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount) this.rise();
  }

  /* Above whatever is open now. */
  rise() {
    if (this.matches(":popover-open")) this.hidePopover();
    this.showPopover();
  }

  take(toast) {
    const close = document.createElement("button");
    close.className = "toast__close";
    close.type = "button";
    close.append(icon("close"));
    close.ariaLabel = sentences().close;
    close.onclick = () => this.drop(toast);
    toast.append(close);
    this.rise();
    this.append(toast);
    if (!["error", "warning"].includes(toast.dataset.level)) this.dropInTime(toast);
  }

  dropInTime(toast) {
    const time = toast.querySelector(".toast__undo") ? LONG_ENOUGH_TO_ACT : LONG_ENOUGH_TO_READ;
    setTimeout(() => {
      if (toast.matches(":hover, :focus-within")) this.dropInTime(toast);
      else this.drop(toast);
    }, time);
  }

  drop(toast) {
    toast.remove();
    if (!this.childElementCount && this.matches(":popover-open")) this.hidePopover();
  }
}

const shelf = () => document.querySelector("toast-shelf");

/* Where there is a way back, UNDO takes it, once. */
export function say(words, level = "info", undo = null) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.level = level;
  toast.innerHTML = '<span class="toast__words"></span>';
  toast.firstChild.textContent = words;
  if (undo) toast.append(wayBack(toast, undo));
  shelf().take(toast);
}

function wayBack(toast, undo) {
  const button = document.createElement("button");
  button.className = "toast__undo";
  button.type = "button";
  button.textContent = sentences().undo;
  button.onclick = () => {
    shelf().drop(toast);
    undo();
  };
  return button;
}

function collect() {
  for (const toast of document.querySelectorAll(".toast[data-taken]")) shelf().drop(toast);
  for (const list of document.querySelectorAll("[data-messages]")) {
    for (const message of [...list.children]) {
      const toast = document.createElement("div");
      toast.className = message.className;
      toast.dataset.level = message.dataset.level;
      toast.append(...message.childNodes);
      shelf().take(toast);
    }
    list.remove();
  }
}

customElements.define("toast-shelf", ToastShelf);
/* A way back that was taken is none any more. */
document.addEventListener("submit", ({ target }) => {
  target.closest("toast-shelf .toast")?.toggleAttribute("data-taken", true);
});
document.addEventListener("htmx:afterSettle", collect);
document.addEventListener("htmx:historyRestore", collect);
document.addEventListener("toast", ({ detail }) => say(detail.words ?? detail.value, detail.level));
collect();
