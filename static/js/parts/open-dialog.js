/*
 * <open-dialog for="id"> makes a link open the dialog with this id. Without `for`, the link's page
 * is fetched and its element with data-dialog is shown. Without scripts it is a plain link.
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
    else if (opener.ariaBusy !== "true") this.fetchAndOpen(opener);
  }

  async fetchAndOpen(opener) {
    opener.ariaBusy = "true";
    try {
      const page = await fetchDocument(opener.href);
      const part = page.querySelector("[data-dialog]");
      if (part) openDialog(page.querySelector("h1").textContent, part);
      else location.assign(opener.href);
    } catch {
      location.assign(opener.href);
    } finally {
      opener.removeAttribute("aria-busy");
    }
  }
}

async function fetchDocument(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(response.statusText);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

export function openDialog(title, part) {
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

/* A click outside the dialog or on [data-close] closes it. */
document.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog[open]");
  if (!dialog) return;
  const closer = event.target.closest("[data-close]");
  if (closer || event.target === dialog && isOutside(dialog, event)) {
    if (closer) {
      // The link is for pages without scripts: neither the browser nor htmx must follow it.
      event.preventDefault();
      event.stopPropagation();
    }
    dialog.close();
  }
}, true);

function isOutside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

customElements.define("open-dialog", OpenDialog);
