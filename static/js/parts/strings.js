/* Translated strings and icons for scripts, from templates/parts/js_strings.html. */

export const getStrings = () => document.getElementById("sentences").dataset;

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${getStrings().icons}#${name}`);
  svg.append(use);
  return svg;
}
