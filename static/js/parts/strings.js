/* What scripts say and draw, as the page they run in words it. */

export const sentences = () => document.getElementById("sentences").dataset;

export function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sentences().icons}#${name}`);
  drawing.append(use);
  return drawing;
}
