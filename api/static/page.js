// What every page does: change the theme, "/" goes to the search box, and the side panel of a
// network. Everything works without this file too, by plain links.
const root = document.documentElement;
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const theme = () => root.dataset.theme ?? (systemDark.matches ? "dark" : "light");

function tellFrames() {
  for (const frame of document.querySelectorAll("[data-network] iframe")) {
    // The frame is sandboxed, so it has no origin to name.
    frame.contentWindow?.postMessage({ marionet: "theme", theme: theme() }, "*");
  }
}

document.getElementById("theme").addEventListener("click", () => {
  root.dataset.theme = theme() === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  tellFrames();
});

addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.getElementById("q").focus();
  }
});

// A network tells which dot was selected; the panel beside it shows that account. The page stays.
addEventListener("message", ({ source, data }) => {
  if (!data || typeof data !== "object") return;
  for (const box of document.querySelectorAll("[data-network]")) {
    if (box.querySelector("iframe").contentWindow !== source) continue;
    if (data.marionet === "drawn") {
      box.dataset.drawn = String(data.nodes);
      tellFrames();
    }
    if (data.marionet === "account" && typeof data.id === "string") {
      const path = `${box.dataset.ring}/accounts/${encodeURIComponent(data.id)}`;
      window.htmx?.ajax("GET", path, { target: "#side", swap: "innerHTML" });
    }
  }
});
