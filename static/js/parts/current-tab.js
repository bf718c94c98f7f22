/* Scroll bars of tabs so that the current tab is in view: on phones they are wider than the screen. */

function showCurrentTabs() {
  for (const tab of document.querySelectorAll(":is(.tabs, .studio-nav) [aria-current]")) {
    const bar = tab.parentElement;
    const tabBox = tab.getBoundingClientRect();
    const barBox = bar.getBoundingClientRect();
    // Not scrollIntoView(), which would scroll the page down to the bar as well.
    bar.scrollLeft += tabBox.left + tabBox.width / 2 - (barBox.left + barBox.width / 2);
  }
}

document.addEventListener("htmx:afterSettle", ({ target }) => target === document.body && showCurrentTabs());
document.addEventListener("htmx:historyRestore", showCurrentTabs);
showCurrentTabs();
