/* Mark a form or download link as busy as soon as it is pressed, and ignore a second press. */

const DOWNLOAD_BUSY_TIME = 3000;

export function clearBusy(form) {
  for (const element of [form, ...form.querySelectorAll("[aria-busy]")]) element.removeAttribute("aria-busy");
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (event.submitter?.formMethod === "dialog" || form.method === "dialog") return;
    if (form.ariaBusy === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.ariaBusy = "true";
    if (event.submitter) event.submitter.ariaBusy = "true";
  },
  true,
);

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("a[download]");
    if (!link) return;
    if (link.ariaBusy === "true") {
      event.preventDefault();
      return;
    }
    link.ariaBusy = "true";
    setTimeout(() => link.removeAttribute("aria-busy"), DOWNLOAD_BUSY_TIME);
  },
  true,
);

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest("form");
  if (form) clearBusy(form);
});

/* A page restored from the browser's back/forward cache would still be busy. */
window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(clearBusy));
