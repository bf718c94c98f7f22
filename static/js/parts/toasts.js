/* <toast-shelf> shows messages. It is a live region and stays when links replace the body. */
import { getStrings, icon } from "clientpix/parts/strings";

const DISPLAY_TIME = 7000;
const DISPLAY_TIME_WITH_UNDO = 10000;

class ToastShelf extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount) this.moveToTop();
  }

  /* Popovers stack in the order in which they were opened: open it again to cover a dialog. */
  moveToTop() {
    if (this.matches(":popover-open")) this.hidePopover();
    this.showPopover();
  }

  add(toast) {
    const close = document.createElement("button");
    close.className = "toast__close";
    close.type = "button";
    close.append(icon("close"));
    close.ariaLabel = getStrings().close;
    close.onclick = () => this.dismiss(toast);
    toast.append(close);
    this.moveToTop();
    this.append(toast);
    if (!["error", "warning"].includes(toast.dataset.level)) this.removeLater(toast);
  }

  removeLater(toast) {
    const time = toast.querySelector(".toast__undo") ? DISPLAY_TIME_WITH_UNDO : DISPLAY_TIME;
    setTimeout(() => {
      if (toast.matches(":hover, :focus-within")) this.removeLater(toast);
      else this.dismiss(toast);
    }, time);
  }

  dismiss(toast) {
    toast.remove();
    if (!this.childElementCount && this.matches(":popover-open")) this.hidePopover();
  }
}

const shelf = () => document.querySelector("toast-shelf");

/* Show a message. With a function `undo`, it gets an Undo button that calls it once. */
export function showToast(text, level = "info", undo = null) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.level = level;
  toast.innerHTML = '<span class="toast__text"></span>';
  toast.firstChild.textContent = text;
  if (undo) toast.append(createUndoButton(toast, undo));
  shelf().add(toast);
}

function createUndoButton(toast, undo) {
  const button = document.createElement("button");
  button.className = "toast__undo";
  button.type = "button";
  button.textContent = getStrings().undo;
  button.onclick = () => {
    shelf().dismiss(toast);
    undo();
  };
  return button;
}

/* Turn the messages of a new page into toasts. */
function collectMessages() {
  for (const toast of document.querySelectorAll(".toast[data-used]")) shelf().dismiss(toast);
  for (const list of document.querySelectorAll("[data-messages]")) {
    for (const message of [...list.children]) {
      const toast = document.createElement("div");
      toast.className = message.className;
      toast.dataset.level = message.dataset.level;
      toast.append(...message.childNodes);
      shelf().add(toast);
    }
    list.remove();
  }
}

customElements.define("toast-shelf", ToastShelf);
/* An undo that was submitted can't be used again: remove its toast after the response. */
document.addEventListener("submit", ({ target }) => {
  target.closest("toast-shelf .toast")?.toggleAttribute("data-used", true);
});
document.addEventListener("htmx:afterSettle", collectMessages);
document.addEventListener("htmx:historyRestore", collectMessages);
document.addEventListener("toast", ({ detail }) => showToast(detail.words ?? detail.value, detail.level));
collectMessages();
