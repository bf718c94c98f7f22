/* Close <details class="menu"> on a click or focus elsewhere and on Escape. */

const getOpenMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", ({ target }) => {
  for (const menu of getOpenMenus()) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener("focusin", ({ target }) => {
  for (const menu of getOpenMenus()) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of getOpenMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
