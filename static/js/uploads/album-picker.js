/* The dialog that asks where dropped files go: into a new album or an existing one. */
import { ask, pageAt } from "clientpix/uploads/queue/server";
import { titleOf } from "clientpix/uploads/queue/file-collection";
import { piece, places, say } from "clientpix/uploads/text";

const PAUSE = 250;

export function chooseFor(found, send) {
  const dialog = piece("choosing");
  dialog.querySelector("h2").textContent = say("whereTo", { number: found.length });
  dialog.addEventListener("close", () => dialog.remove());
  const go = (album) => {
    dialog.close();
    send(album, found);
    visit(album.page);
  };
  offerNew(dialog.querySelector("form"), titleOf(found), go);
  offerAlbums(dialog, go);
  document.body.append(dialog);
  dialog.showModal();
}

function offerNew(form, title, go) {
  if (places().owner === undefined) return form.remove();
  const { title: field } = form.elements;
  const refusal = form.querySelector("[role=alert]");
  field.value = title.slice(0, field.maxLength);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    refusal.textContent = "";
    try {
      const made = await ask(places().begin, new URLSearchParams({ title: field.value }));
      go({ id: made.id, title: made.title, page: made.url });
    } catch (error) {
      refusal.textContent = error.sentence || say("failed");
      form.ariaBusy = null;
      form.querySelector("button").ariaBusy = null;
    }
  });
}

function offerAlbums(dialog, go) {
  const search = dialog.querySelector("[type=search]");
  const list = dialog.querySelector("ul");
  let timer;
  const show = async () => {
    const asked = search.value;
    const page = await pageAt(`${places().where}?${new URLSearchParams({ q: asked })}`).catch(() => null);
    if (asked === search.value) list.replaceChildren(...options(page, asked.trim(), go));
  };
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  show();
}

function options(page, query, go) {
  if (!page) return [line(say("offline"))];
  const links = [...page.querySelectorAll("main [data-album][data-page]")];
  // An empty library is no failed search: say nothing until somebody types.
  if (!links.length) return query ? [line(say("noAlbum"))] : [];
  return links.map(({ dataset, textContent }) => {
    const button = document.createElement("button");
    button.className = "menu__item";
    button.type = "button";
    button.textContent = textContent;
    button.onclick = () => go({ id: dataset.album, title: textContent, page: dataset.page });
    return line(button);
  });
}

function line(content) {
  const item = document.createElement("li");
  item.append(content);
  return item;
}

/* Follow a boosted link, so that the tray and its uploads survive the navigation. */
function visit(address) {
  const link = document.createElement("a");
  link.href = address;
  link.hidden = true;
  document.body.append(link);
  window.htmx.process(link);
  link.click();
  link.remove();
}
