/* What could not be loaded says so, and can be asked for again. */
import { getStrings } from "clientpix/parts/strings";

export function failure(again, tag = "p") {
  const place = document.createElement(tag);
  const words = document.createElement("span");
  const button = document.createElement("button");
  place.className = "wall__failed";
  button.className = "button button--small";
  button.type = "button";
  words.textContent = getStrings().notLoaded;
  button.textContent = getStrings().again;
  button.onclick = again;
  place.append(words, button);
  return place;
}

export function offer(wall, again) {
  const place = failure(() => {
    place.remove();
    again();
  });
  wall.append(place);
}
