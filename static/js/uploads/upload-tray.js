/* <upload-tray>: the progress of all uploads, on every page of the studio. */
import { counted, brief, line, summary, title } from "clientpix/uploads/status-text";
import { offer } from "clientpix/uploads/unsent-files";
import { pause, resume, standing } from "clientpix/uploads/queue/retrying";
import { Rows } from "clientpix/uploads/file-list";
import { OVER, add, allItems, dropFinished, failedOf, news, shipments } from "clientpix/uploads/queue/batches";
import { language, piece } from "clientpix/uploads/text";
import { work } from "clientpix/uploads/queue/pipeline";
import "clientpix/uploads/drop-target";

const SPOKEN_EVERY = 15000;
const TICK = 1000;

/* Toasts stand above the tray, however tall it is. */
const heights = new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty("--tray-height", `${target.offsetHeight}px`);
});

class UploadTray extends HTMLElement {
  connectedCallback() {
    news.addEventListener("change", this);
    document.addEventListener("htmx:afterSettle", this);
    this.addEventListener("click", this);
    this.addEventListener("keydown", this);
    this.clock = setInterval(() => this.isWorking && this.show(), TICK);
    heights.observe(this.parentElement);
    this.show();
  }

  disconnectedCallback() {
    heights.disconnect();
    news.removeEventListener("change", this);
    document.removeEventListener("htmx:afterSettle", this);
    clearInterval(this.clock);
  }

  handleEvent(event) {
    if (event.type === "click") this.act(event.target.closest("[data-do]")?.dataset.do);
    else if (event.type !== "keydown") this.show();
    else if (event.key === "Escape" && this.isOpen) this.act("fold");
  }

  act(what) {
    const acts = {
      open: () => this.fold(false),
      fold: () => this.fold(true),
      pause,
      resume,
      retry: retryFailed,
      close: dropFinished,
    };
    acts[what]?.();
    this.show();
  }

  /* Build again when the page has changed its language. */
  build() {
    if (this.built === language()) return;
    this.built = language();
    this.replaceChildren(piece("tray"));
    this.rows = new Rows(this.slot("rows"));
  }

  slot(name) {
    return this.querySelector(`[data-slot="${name}"]`);
  }

  show() {
    this.build();
    const found = counted();
    const isShown = found.files + found.missing + found.earlier > 0;
    this.firstChild.hidden = !isShown;
    this.isWorking = found.left > 0;
    document.documentElement.toggleAttribute("data-tray", isShown);
    if (!isShown) return;
    this.comeForward(found);
    this.write(found);
    if (this.isOpen) this.rows.show(allItems());
    offer(this.slot("leftovers"));
    this.speak(found);
  }

  write(found) {
    const share = found.size ? found.sent / found.size : 0;
    for (const name of ["bar", "thread"]) {
      this.slot(name).value = share;
      this.slot(name).hidden = !found.files;
    }
    this.slot("title").textContent = title(found);
    this.slot("line").textContent = found.left ? line(found) : "";
    this.slot("summary").textContent = found.files ? summary(found) : "";
    this.slot("brief").textContent = brief(found);
    this.slot("trouble").hidden = !standing.trouble || !found.left;
    this.slot("trouble").textContent = standing.trouble;
    this.slot("signIn").hidden = !standing.isSignedOut;
    this.firstChild.dataset.state = found.left ? "working" : found.failed ? "failed" : "done";
    const isIdle = standing.isSignedOut || !found.left;
    this.button("pause").hidden = isIdle || standing.isPaused;
    this.button("resume").hidden = isIdle || !standing.isPaused;
    this.button("retry").hidden = !found.failed;
    const hasResults = found.files + found.earlier > 0;
    for (const close of this.querySelectorAll('[data-do="close"]')) close.hidden = found.left || !hasResults;
  }

  button(name) {
    return this.querySelector(`[data-do="${name}"]`);
  }

  /* Open the panel once for each problem that needs attention, and not again after it was folded. */
  comeForward({ left, failed, missing }) {
    const cause = standing.isSignedOut ? "out" : !left && failed ? "failed" : missing && !left ? "missing" : "";
    if (cause && cause !== this.cause) this.fold(false, true);
    this.cause = cause;
  }

  fold(isFolded, isQuiet) {
    const had = this.contains(document.activeElement);
    this.isOpen = !isFolded;
    this.slot("panel").hidden = isFolded;
    this.slot("pill").hidden = !isFolded;
    this.button("open").ariaExpanded = String(!isFolded);
    if (had && !isQuiet) this.button(isFolded ? "open" : "fold").focus();
  }

  speak(found) {
    const words = `${title(found)}. ${standing.trouble} ${found.files ? summary(found) : ""}`;
    const isNews = title(found) !== this.spokenTitle;
    if (!isNews && !(performance.now() - this.spokeAt > SPOKEN_EVERY)) return;
    this.spokenTitle = title(found);
    this.spokeAt = performance.now();
    this.slot("spoken").textContent = words;
  }
}

function retryFailed() {
  for (const shipment of shipments) {
    const failed = failedOf(shipment).filter(({ isEarlier }) => !isEarlier);
    const files = failed.map(({ file, path }) => ({ file, path }));
    for (const item of failed) item.sha256 = item.url = "";
    work(add(shipment, files));
  }
}

const isSending = () => allItems().some(({ state }) => !OVER.has(state) && state !== "missing");

addEventListener("beforeunload", (event) => {
  if (isSending()) event.preventDefault();
});

/* The session ended, and files are uploading: users sign in again in another tab. A background request must not
   navigate to the sign-in page and lose the uploads. */
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (isSending() && event.detail.xhr.getResponseHeader("HX-Redirect")) event.preventDefault();
});

customElements.define("upload-tray", UploadTray);
