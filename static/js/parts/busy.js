/* A control answers in the same frame, and a second press of it does nothing. */

const SECOND_CLICK = 3000;

export function release(form) {
  for (const one of [form, ...form.querySelectorAll("[aria-busy]")]) one.removeAttribute("aria-busy");
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
    setTimeout(() => link.removeAttribute("aria-busy"), SECOND_CLICK);
  },
  true,
);

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest("form");
  if (form) release(form);
});

/* A page that comes back from the browser's memory would still be waiting. */
window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(release));
