/* Requests to the server with the current CSRF token. */
import { places } from "clientpix/uploads/text";

export class Refusal extends Error {
  constructor(status, sentence = "") {
    super(sentence || String(status));
    Object.assign(this, { status, sentence });
  }
}

const said = (page) => JSON.parse(page.body.getAttribute("hx-headers"))["X-CSRFToken"];
let current = "";

export const token = () => (current ||= said(document));

export async function reach(url, options = {}) {
  try {
    return await fetch(url, options);
  } catch {
    throw new Refusal(0);
  }
}

export async function ask(url, body) {
  const response = await reach(url, { method: "POST", body, headers: { "X-CSRFToken": token() } });
  if (!response.ok) throw new Refusal(response.status, sentenceIn(await response.text()));
  return response.json();
}

export function sentenceIn(text) {
  try {
    return JSON.parse(text).error ?? "";
  } catch {
    return "";
  }
}

export async function pageAt(url) {
  const response = await reach(url);
  if (!response.ok) throw new Refusal(response.status);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/* Signing in again in another tab changes the token. Take it if it is still the same user. */
export async function isStillIn() {
  const page = await pageAt(places().account);
  const theirs = page.getElementById("tray-parts")?.dataset.person;
  if (theirs !== places().person) return false;
  current = said(page);
  return true;
}
