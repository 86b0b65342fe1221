// Shown after player_core.js, which holds the class.
export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".root");
  if (root.player) root.player.update(data); else root.player = new Player(root, data);
  return () => { if (root.player) { root.player.stop(); root.player = undefined; } };
}
