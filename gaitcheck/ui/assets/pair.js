// Two clips at the same share of their strides: the first one leads, the second follows at its own pace.
const SPEEDS = [0.1, 0.25, 0.5, 1];
const DRIFT_S = 0.08, SETTLE_MS = 700; // a seek takes a while; correcting all the time would never let the video run

class Pair {
  constructor(root, data) {
    this.root = root; this.data = data; this.stride = 0; this.build(); this.tick = this.tick.bind(this); this.show(0); this.tick();
  }

  build() {
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Two videos at the same point of the stride. Space plays, arrow keys move one percent.");
    const clips = this.data.clips.map((clip) => `<figure><video playsinline muted preload="auto" src="${clip.src}"></video><figcaption>${clip.name}</figcaption></figure>`).join("");
    this.root.innerHTML = `<div class="pair">${clips}</div><div class="bar"><button type="button" class="play">Play</button>
      <select aria-label="Speed">${SPEEDS.map((s) => `<option value="${s}"${s === 0.5 ? " selected" : ""}>${s}×</option>`).join("")}</select>
      <input type="range" min="0" max="100" step="1" value="0" aria-label="Per cent of the stride"><span class="clock"></span></div>`;
    [this.first, this.second] = this.root.querySelectorAll("video");
    this.play = this.root.querySelector(".play"); this.range = this.root.querySelector("input");
    this.speed = this.root.querySelector("select"); this.clock = this.root.querySelector(".clock");
    this.off = new AbortController();
    const on = (target, name, act) => target.addEventListener(name, act, { signal: this.off.signal });
    on(this.play, "click", () => this.toggle());
    on(this.range, "input", () => { this.pause(); this.show(Number(this.range.value) / 100); });
    on(this.speed, "change", () => this.pace());
    on(this.root, "keydown", (event) => {
      if (event.target !== this.root) return;
      const acts = { " ": () => this.toggle(), ArrowLeft: () => this.nudge(-1), ArrowRight: () => this.nudge(1) };
      if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
    });
  }

  span(which) { const list = this.data.clips[which].strides; return list[this.stride % list.length]; }
  at(which, share) { const [a, b] = this.span(which); return a + share * (b - a); }
  share() { const [a, b] = this.span(0); return (this.first.currentTime - a) / (b - a); }
  show(share) { this.first.currentTime = this.at(0, share); this.second.currentTime = this.at(1, share); }
  nudge(by) { this.pause(); this.show(Math.max(0, Math.min(1, this.share() + by / 100))); }
  pace() {
    const rate = Number(this.speed.value), length = (which) => { const [a, b] = this.span(which); return b - a; };
    this.first.playbackRate = rate;
    this.second.playbackRate = Math.max(0.0625, (rate * length(1)) / length(0));
  }
  pause() { this.first.pause(); this.second.pause(); this.play.textContent = "Play"; }
  toggle() {
    if (!this.first.paused) { this.pause(); return; }
    this.pace(); this.second.currentTime = this.at(1, Math.max(0, Math.min(1, this.share())));
    this.first.play(); this.second.play(); this.play.textContent = "Pause";
  }
  follow(share) {
    const now = performance.now(), drift = Math.abs(this.second.currentTime - this.at(1, share));
    if (drift <= DRIFT_S || this.second.seeking || now - (this.corrected || 0) < SETTLE_MS) return;
    this.corrected = now;
    this.second.currentTime = this.at(1, share);
  }
  tick() {
    const share = this.share();
    if (!this.first.paused) {
      if (share >= 1) { this.stride = (this.stride + 1) % this.data.clips[0].strides.length; this.show(0); this.pace(); }
      else this.follow(share);
    }
    const percent = Math.round(100 * Math.max(0, Math.min(1, share)));
    this.range.value = percent; this.clock.textContent = `${percent} % of stride`;
    this.request = requestAnimationFrame(this.tick);
  }
  stop() { cancelAnimationFrame(this.request); this.off.abort(); for (const video of [this.first, this.second]) { video.pause(); video.removeAttribute("src"); video.load(); } }
}

export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".root");
  if (!root.pair) root.pair = new Pair(root, data);
  return () => { if (root.pair) { root.pair.stop(); root.pair = undefined; } };
}
