/* A message for what couldn't be loaded, with a button to try again. */
import { getStrings } from "clientpix/parts/strings";

export function failure(retry, tag = "p") {
  const place = document.createElement(tag);
  const words = document.createElement("span");
  const button = document.createElement("button");
  place.className = "grid__failed";
  button.className = "button button--small";
  button.type = "button";
  words.textContent = getStrings().notLoaded;
  button.textContent = getStrings().again;
  button.onclick = retry;
  place.append(words, button);
  return place;
}

export function showFailure(wall, retry) {
  const place = failure(() => {
    place.remove();
    retry();
  });
  wall.append(place);
}
