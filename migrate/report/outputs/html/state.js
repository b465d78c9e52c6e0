// What is shown is in the address, after the #: every view is a link, and Back works.

function readState() {
  const given = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(given);
}

function address(state) {
  const kept = Object.entries(state).filter(([, value]) => value !== "" && value !== undefined && value !== null);
  return "#" + new URLSearchParams(kept).toString();
}

function go(state) {
  location.hash = address(state);
}

// Another address for the same view, without an entry in the history.
function refine(state) {
  history.replaceState(history.state, "", address(state));
}

// Where the page was scrolled to is kept with the entry, as its rows come later than the browser asks.
function keepScroll() {
  let waiting = 0;
  addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => history.replaceState({ y: scrollY }, ""), 120);
  }, { passive: true });
}

function fileAddress(path, line) {
  return address({ file: path, line });
}

const THEMES = ["auto", "light", "dark"];

function storedTheme() {
  try {
    return localStorage.getItem("migrate-theme") || "auto";
  } catch {
    return "auto";
  }
}

function useTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("migrate-theme", theme);
  } catch {
    // A page from the disk may have no storage: the theme then lasts as long as the page.
  }
}
