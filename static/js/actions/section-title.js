/* <section-title> around the form of a section: saves its title when the field is left. */
import { clearBusy } from "clientpix/parts/busy";
import { getStrings } from "clientpix/parts/strings";
import { showToast } from "clientpix/parts/toasts";

class SectionTitle extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.querySelector("[name=title]");
    this.saved = this.field.dataset.saved ?? this.field.defaultValue;
    // Capture: before htmx, which listens on the form itself.
    this.addEventListener("submit", this, true);
    this.addEventListener("focusout", this);
    this.addEventListener("keydown", this);
  }

  handleEvent(event) {
    if (event.type === "keydown") this.cancel(event);
    else if (event.type === "submit") this.submit(event);
    else if (event.target === this.field) this.save();
  }

  /* The dialog closes on Escape as well, but not while there is something to take back. */
  cancel(event) {
    if (event.key !== "Escape" || this.field.value === this.saved) return;
    event.preventDefault();
    event.stopPropagation();
    this.field.value = this.saved;
    this.show("");
  }

  submit(event) {
    const verb = event.submitter?.value ?? "rename";
    if (verb !== "rename") return;
    event.preventDefault();
    event.stopPropagation();
    clearBusy(this.form);
    this.save();
  }

  async save() {
    const title = this.field.value.trim();
    if (title === this.saved || title === this.saving) return;
    this.saving = title;
    const body = new FormData(this.form);
    body.set("verb", "rename");
    this.show(await this.send(body, title));
    this.saving = null;
  }

  /* What went wrong, if anything. `keepalive`: the page may be left while this is on its way. */
  async send(body, title) {
    try {
      const headers = { Accept: "application/json" };
      const reply = await fetch(this.form.action, { method: "POST", body, headers, keepalive: true });
      if (reply.ok) return this.rename(title);
      const { error } = await reply.json().catch(() => ({}));
      return error ?? getStrings()[reply.status] ?? getStrings().other;
    } catch {
      return getStrings().notSaved;
    }
  }

  /* The title also stands in the labels of the buttons, and in the grid behind the dialog. */
  rename(title) {
    for (const button of this.querySelectorAll("button")) {
      button.ariaLabel = button.ariaLabel.replace(this.saved, () => title);
    }
    const { section } = this.dataset;
    const names = document.querySelectorAll(`#s-${section} .grid-section__name, [data-jump="${section}"]`);
    for (const name of names) name.textContent = title;
    this.saved = title;
    return "";
  }

  show(problem) {
    this.querySelector("[role=alert]").textContent = problem;
    this.field.toggleAttribute("aria-invalid", false);
    if (problem) this.field.ariaInvalid = "true";
    if (problem && !this.isConnected) showToast(problem, "error");
  }
}

customElements.define("section-title", SectionTitle);
