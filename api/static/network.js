// Draws the network of a ring in its sandboxed frame. Text reaches the page by textContent or the
// canvas only. A click never leaves the page: the parent is told the id and shows its side panel.
const drawing = JSON.parse(document.getElementById("drawing").textContent);
const holder = document.getElementById("mynetwork");
const card = document.getElementById("card");

const colour = (name) => {
  // light-dark() is resolved on a real property, not on a custom one.
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
};

function groups() {
  const surface = colour("surface");
  return Object.fromEntries(
    ["core", "member", "edge"].map((role) => {
      const fill = colour(role);
      const highlight = { background: fill, border: colour("ink") };
      return [role, { color: { background: fill, border: surface, highlight, hover: highlight } }];
    }),
  );
}

function options() {
  return {
    groups: groups(),
    nodes: {
      shape: "dot",
      borderWidth: 1.5,
      borderWidthSelected: 3,
      font: { color: colour("ink"), size: 13, face: "sans-serif", strokeWidth: 3, strokeColor: colour("surface") },
    },
    edges: {
      smooth: false,
      color: { color: colour("tie"), highlight: colour("ink"), hover: colour("ink"), opacity: 0.55 },
      dashes: [4, 4],
      selectionWidth: 1,
      hoverWidth: 0,
    },
    layout: { randomSeed: 1, improvedLayout: false },
    interaction: {
      hover: true,
      tooltipDelay: 120,
      hideEdgesOnDrag: drawing.nodes.length > 300,
      hideEdgesOnZoom: drawing.nodes.length > 300,
      keyboard: { enabled: true, bindToWindow: false },
    },
    physics: {
      enabled: false,
      solver: "forceAtlas2Based",
      forceAtlas2Based: { gravitationalConstant: -30, springLength: 60, damping: 0.6 },
      stabilization: false,
      maxVelocity: 30,
    },
  };
}

function showCard(node, at) {
  const [title, id, hits, posts, score] = node.card;
  const [name, ident, facts] = card.children;
  name.textContent = title;
  ident.textContent = id;
  facts.textContent = `${hits} pieces of evidence · ${posts} posts · score ${score.toFixed(2)}`;
  card.hidden = false;
  const room = { x: holder.clientWidth - card.offsetWidth - 8, y: holder.clientHeight - card.offsetHeight - 8 };
  card.style.left = `${Math.max(8, Math.min(at.x + 14, room.x))}px`;
  card.style.top = `${Math.max(8, Math.min(at.y + 14, room.y))}px`;
}

function start() {
  const nodes = new vis.DataSet(drawing.nodes);
  const edges = new vis.DataSet(drawing.edges.map((edge, place) => ({ id: place, ...edge })));
  const network = new vis.Network(holder, { nodes, edges }, options());
  const tell = (id) => parent.postMessage({ marionet: "account", id }, "*");

  network.on("hoverNode", ({ node, pointer }) => showCard(nodes.get(node), pointer.DOM));
  network.on("blurNode", () => (card.hidden = true));
  network.on("dragStart", () => (card.hidden = true));
  network.on("click", ({ nodes: [id] }) => id !== undefined && tell(id));
  network.once("afterDrawing", () => {
    network.fit();
    document.documentElement.dataset.ready = "yes";
    parent.postMessage({ marionet: "drawn", nodes: nodes.length, edges: edges.length }, "*");
  });
  document.getElementById("fit").addEventListener("click", () => network.fit({ animation: true }));
  const physics = document.getElementById("physics");
  physics?.addEventListener("click", () => {
    const on = physics.getAttribute("aria-pressed") !== "true";
    physics.setAttribute("aria-pressed", String(on));
    network.setOptions({ physics: { enabled: on } });
  });
  // Only the page around this frame may speak to it; it says which theme it shows, and which
  // account to select.
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || !data) return;
    if (data.marionet === "theme") {
      document.documentElement.dataset.theme = data.theme;
      network.setOptions(options());
    }
    if (data.marionet === "select" && nodes.get(data.id)) {
      network.selectNodes([data.id]);
      network.focus(data.id, { scale: 1 });
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => network.setOptions(options()));
  // For the tests: where a node stands in the frame.
  window.marionetNetwork = { network, nodes, edges };
}

if (window.vis) start();
else document.getElementById("missing").hidden = false;
