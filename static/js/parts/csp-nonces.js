/*
 * A page that is loaded into this document has its own nonce, but the browser only accepts that of
 * this document. Replacing it is safe: injected markup knows neither of them.
 */

const ownNonce = document.querySelector("script[nonce]").nonce;

export function replaceNonce(text, policy) {
  const otherNonce = policy?.match(/'nonce-([^']+)'/)?.[1];
  return otherNonce ? text.replaceAll(`nonce="${otherNonce}"`, `nonce="${ownNonce}"`) : text;
}
