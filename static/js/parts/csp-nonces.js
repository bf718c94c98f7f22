/* The nonce that came with a page is worth as much as ours; markup that slipped in knows neither. */

const ours = document.querySelector("script[nonce]").nonce;

export function withOurNonce(text, policy) {
  const theirs = policy?.match(/'nonce-([^']+)'/)?.[1];
  return theirs ? text.replaceAll(`nonce="${theirs}"`, `nonce="${ours}"`) : text;
}
