/* Where does what was dropped go? Into an album that is made for it, or one of those that are there. */
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
  // Before the first album there is nothing to list, and that is no mistake of a search.
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

/* As by a link of the page, so that the tray comes along. */
function visit(address) {
  const link = document.createElement("a");
  link.href = address;
  link.hidden = true;
  document.body.append(link);
  window.htmx.process(link);
  link.click();
  link.remove();
}
