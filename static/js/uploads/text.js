/* The texts, URLs and templates of the tray, which the page provides. */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

export const parts = () => document.getElementById("tray-parts");
export const places = () => parts().dataset;
export const language = () => document.documentElement.lang;

export function piece(name) {
  const found = parts().content.querySelector(`[data-part="${name}"]`);
  return document.importNode(found, true);
}

export const number = (count) => new Intl.NumberFormat(language()).format(count);

/* The template has the words for most numbers as `ended`, and those for 1 and all numbers like 1 as `ended-1`. */
export function pluralForm(strings, name, count) {
  const rules = new Intl.PluralRules(language());
  const isAlike = (key) => rules.select(Number(key.slice(name.length + 1))) === rules.select(count);
  const keys = Object.keys(strings).filter((key) => key.startsWith(name) && /^-\d+$/.test(key.slice(name.length)));
  return strings[keys.find(isAlike) ?? name];
}

/* The text of that name in the language of the page, with {placeholders} filled in. */
export function say(name, values = {}) {
  const sentence = values.number === undefined ? places()[name] : pluralForm(places(), name, values.number);
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => {
    const value = values[key] ?? whole;
    return typeof value === "number" ? number(value) : value;
  });
}

export function bytes(count) {
  let step = 0;
  for (; count >= 1000 && step < UNITS.length - 1; step++) count /= 1024;
  return new Intl.NumberFormat(language(), {
    style: "unit",
    unit: UNITS[step],
    unitDisplay: step ? "short" : "long",
    maximumFractionDigits: step > 1 && count < 100 ? 1 : 0,
  }).format(count);
}

function unit(count, name) {
  const options = { style: "unit", unit: name, unitDisplay: "short" };
  return new Intl.NumberFormat(language(), options).format(count);
}

/* Round the remaining time: seconds in steps of five, then minutes. */
export function duration(seconds) {
  const minutes = Math.ceil(seconds / 60);
  if (seconds < 60) return unit(Math.max(5, Math.ceil(seconds / 5) * 5), "second");
  if (minutes < 60) return unit(minutes, "minute");
  return `${unit(Math.floor(minutes / 60), "hour")} ${unit(minutes % 60, "minute")}`;
}
