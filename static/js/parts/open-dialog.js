/*
 * <open-dialog for="id"> around a link opens the dialog that stands in the page; without `for`, the
 * part of the link's own page that carries data-dialog. Without scripts the link is a link.
 */

class OpenDialog extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this, true);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this, true);
  }

  handleEvent(event) {
    const opener = event.target.closest("a, button");
    if (!opener || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const dialog = document.getElementById(this.getAttribute("for"));
    if (dialog) dialog.showModal();
    else if (opener.ariaBusy !== "true") this.fetch(opener);
  }

  async fetch(opener) {
    opener.ariaBusy = "true";
    try {
      const page = await documentAt(opener.href);
      const part = page.querySelector("[data-dialog]");
      if (part) show(page.querySelector("h1").textContent, part);
      else location.assign(opener.href);
    } catch {
      location.assign(opener.href);
    } finally {
      opener.removeAttribute("aria-busy");
    }
  }
}

async function documentAt(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(response.statusText);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

export function show(title, part) {
  const dialog = document.createElement("dialog");
  dialog.className = "sheet stack";
  dialog.setAttribute("aria-label", title);
  const heading = document.createElement("h2");
  heading.textContent = title;
  dialog.append(heading, part);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  window.htmx?.process(dialog);
  dialog.showModal();
}

/* A press beside the dialog, or on what says so, closes it. */
document.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog[open]");
  if (!dialog) return;
  const asked = event.target.closest("[data-close]");
  if (asked || event.target === dialog && isBeside(dialog, event)) {
    if (asked) {
      // A link that says so goes nowhere, by whomever it is followed.
      event.preventDefault();
      event.stopPropagation();
    }
    dialog.close();
  }
}, true);

function isBeside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

customElements.define("open-dialog", OpenDialog);
