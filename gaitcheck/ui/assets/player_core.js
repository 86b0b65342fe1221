// Video and knee curves on one clock. Times in `data` are real seconds; the video runs in seconds of clip.
// As in the picture: left orange, right blue; darker on a light page.
const COLOURS = { left: ["#b35a00", "#f0a04b"], right: ["#0a5f85", "#6cc0e6"] };
const SIDES = ["left", "right"];
const WINDOW_WIDE_S = 4, WINDOW_NARROW_S = 2.2, NARROW_PX = 560;
const CURVE_PX = 190, BESIDE_PX = 820, LANE_PX = 13, AXIS_PX = 20, MAP_PX = 34, LEFT_PX = 38, RIGHT_PX = 8;
const LOW_DEG = -10, HIGH_DEG = 130;
const SPEEDS = [0.1, 0.25, 0.5, 1];
const ICONS = {
  play: '<svg viewBox="0 0 16 16"><path d="M3 1.5v13l11-6.5z"/></svg>',
  pause: '<svg viewBox="0 0 16 16"><path d="M3 1.5h3.6v13H3zM9.4 1.5H13v13H9.4z"/></svg>',
  back: '<svg viewBox="0 0 16 16"><path d="M12 2v12L4.5 8zM2.5 2h1.8v12H2.5z"/></svg>',
  next: '<svg viewBox="0 0 16 16"><path d="M4 2v12l7.5-6zM11.7 2h1.8v12h-1.8z"/></svg>',
};

const lowerBound = (list, value) => {
  let low = 0, high = list.length;
  while (low < high) { const mid = (low + high) >> 1; if (list[mid] < value) low = mid + 1; else high = mid; }
  return low;
};

class Player {
  constructor(root, data) {
    this.root = root; this.data = data; this.curvePx = CURVE_PX; this.loop = null; this.frozen = null;
    this.build(); this.listen(); this.tick = this.tick.bind(this); this.tick();
  }

  build() {
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Video with knee curves. Space plays, arrow keys step one frame, L loops a stride.");
    this.root.innerHTML = `
      <div class="stage"><div class="picture"><video playsinline muted preload="auto" aria-label="Annotated video of the runner"></video></div></div>
      <div class="bar">
        <button type="button" class="play" aria-label="Play">${ICONS.play}</button>
        <button type="button" class="back" aria-label="One frame back" title="One frame back (left arrow)">${ICONS.back}</button>
        <button type="button" class="next" aria-label="One frame on" title="One frame on (right arrow)">${ICONS.next}</button>
        <select class="speed" aria-label="Speed" title="Speed">${SPEEDS.map((s) => `<option value="${s}">${s}×</option>`).join("")}</select>
        <button type="button" class="loop" aria-pressed="false" title="Repeat the stride under the cursor (L)">Loop stride</button>
        <span class="clock"></span>
      </div>
      <div class="plot">
        <div class="legend"></div>
        <canvas role="img" aria-label="Knee bend of both legs over time, in degrees"></canvas>
        <p class="hint">Click the curves to go there. Bars show when each foot is on the belt.</p>
      </div>`;
    const find = (name) => this.root.querySelector(name);
    this.video = find("video"); this.canvas = find("canvas"); this.clock = find(".clock");
    this.playButton = find(".play"); this.loopButton = find(".loop"); this.speed = find(".speed");
    this.legend = find(".legend");
    this.speed.value = "1";
    if (this.data.src) this.video.src = this.data.src;
    this.legend.innerHTML = SIDES.map((side) => {
      const far = this.data.near && this.data.near !== side;
      return `<span class="${far ? "far" : ""}" data-side="${side}"><i></i><b></b></span>`;
    }).join("");
  }

  listen() {
    this.off = new AbortController();
    const on = (target, name, act, more = {}) => target.addEventListener(name, act, { signal: this.off.signal, ...more });
    on(this.playButton, "click", () => this.toggle());
    on(this.root.querySelector(".back"), "click", () => this.step(-1));
    on(this.root.querySelector(".next"), "click", () => this.step(1));
    on(this.loopButton, "click", () => this.toggleLoop());
    on(this.speed, "change", () => { this.video.playbackRate = Number(this.speed.value); });
    on(this.video, "click", () => this.toggle());
    on(this.video, "play", () => this.showPlay());
    on(this.video, "pause", () => this.showPlay());
    on(this.root, "keydown", (event) => this.key(event));
    on(this.canvas, "pointerdown", (event) => { this.canvas.setPointerCapture(event.pointerId); this.dragging = true; this.frozen = this.window(); this.seekAt(event); this.root.focus({ preventScroll: true }); });
    on(this.canvas, "pointermove", (event) => { if (this.dragging) this.seekAt(event); });
    for (const name of ["pointerup", "pointercancel"]) on(this.canvas, name, () => { this.dragging = false; this.frozen = null; });
  }

  update(data) {
    if (data.src !== this.data.src && data.src) {
      const at = this.video.currentTime;
      this.video.src = data.src; this.video.currentTime = at;
    }
    this.data = data;
  }

  // A tall picture stands beside its curves where there is room.
  get beside() { return this.data.size[1] > this.data.size[0] && this.root.clientWidth >= BESIDE_PX; }
  besidePx() {
    const rest = this.root.querySelector(".bar").clientHeight + 2 * LANE_PX + AXIS_PX + MAP_PX + 72;
    return Math.max(CURVE_PX, Math.min(this.video.clientHeight - rest, 460));
  }
  // Of a trimmed clip the video begins where the measured part does; all times stay those of the whole clip.
  get now() { return (this.video.currentTime + this.data.start) / this.data.slow; }
  get begin() { return this.data.start / this.data.slow; }
  get end() { return this.data.time[this.data.time.length - 1] || 1; }

  go(realS) { this.video.currentTime = Math.max(this.begin, Math.min(realS, this.end)) * this.data.slow - this.data.start; }
  toggle() { if (this.video.paused) this.video.play(); else this.video.pause(); }
  showPlay() {
    this.playButton.innerHTML = this.video.paused ? ICONS.play : ICONS.pause;
    this.playButton.setAttribute("aria-label", this.video.paused ? "Play" : "Pause");
  }

  frame() { const t = this.data.time, i = lowerBound(t, this.now + 0.002); return Math.max(0, i - 1); }
  step(by) {
    this.video.pause();
    const t = this.data.time, i = Math.max(0, Math.min(this.frame() + by, t.length - 1));
    const after = i + 1 < t.length ? t[i + 1] - t[i] : 0.01;
    this.go(t[i] + 0.3 * after); // within the frame, so that rounding never shows its neighbour
  }

  key(event) {
    const acts = { " ": () => this.toggle(), ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), l: () => this.toggleLoop(), Home: () => this.go(this.begin), End: () => this.go(this.end) };
    if (event.target.tagName === "SELECT" || (event.target.tagName === "BUTTON" && event.key === " ") || !acts[event.key]) return;
    event.preventDefault(); event.stopPropagation(); acts[event.key]();
  }

  stride() {
    const leg = this.data.legs[this.data.near || "left"], now = this.now;
    return leg.strides.find(([a, , b]) => a <= now && now < b) || leg.strides.find(([a]) => a >= now) || leg.strides[leg.strides.length - 1] || null;
  }
  toggleLoop() {
    this.loop = this.loop ? null : this.stride();
    this.loopButton.setAttribute("aria-pressed", String(Boolean(this.loop)));
    if (this.loop) { this.go(this.loop[0]); this.video.play(); }
  }

  window() {
    const span = Math.min(this.end - this.begin, this.canvas.clientWidth < NARROW_PX ? WINDOW_NARROW_S : WINDOW_WIDE_S);
    const from = Math.max(this.begin, Math.min(this.now - span / 2, this.end - span));
    return [from, from + span];
  }

  seekAt(event) {
    const box = this.canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    const share = Math.max(0, Math.min((x - LEFT_PX) / (box.width - LEFT_PX - RIGHT_PX), 1));
    const onMap = y > this.curvePx + 2 * LANE_PX + AXIS_PX;
    const [a, b] = onMap ? [this.begin, this.end] : this.frozen || this.window();
    this.go(a + share * (b - a));
  }

  tick() {
    if (this.loop && this.now >= this.loop[2]) this.go(this.loop[0]);
    this.draw();
    this.request = requestAnimationFrame(this.tick);
  }

  ink() {
    const style = getComputedStyle(this.root), text = style.color;
    const [r, g, b] = (text.match(/[\d.]+/g) || [0, 0, 0]).map(Number);
    return { text, dark: r + g + b > 382, font: style.fontFamily };
  }

  draw() {
    const canvas = this.canvas, width = canvas.clientWidth, ratio = window.devicePixelRatio || 1;
    this.curvePx = this.beside ? this.besidePx() : CURVE_PX;
    const height = this.curvePx + 2 * LANE_PX + AXIS_PX + MAP_PX;
    if (this.root.classList.contains("beside") !== this.beside) this.root.classList.toggle("beside", this.beside);
    if (!width) return;
    const ink = this.ink(), [a, b] = this.frozen || this.window(), now = this.now;
    const mark = [width, height, ratio, a, b, now, ink.dark, this.loop].join();
    if (mark === this.drawn) return;
    this.drawn = mark;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) { canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio); canvas.style.height = `${height}px`; }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = `11px ${ink.font}`;
    this.pen = pen; this.inks = ink; this.width = width;
    this.axes(a, b); this.lanes(a, b); this.curves(a, b); this.cursor(a, b, now); this.map(a, b, now); this.words(now);
  }

  colour(side) { return COLOURS[side][this.inks.dark ? 1 : 0]; }
  x(t, a, b) { return LEFT_PX + ((t - a) / (b - a)) * (this.width - LEFT_PX - RIGHT_PX); }
  y(deg) { return this.curvePx - 4 - ((deg - LOW_DEG) / (HIGH_DEG - LOW_DEG)) * (this.curvePx - 10); }

  axes(a, b) {
    const { pen, inks } = this;
    pen.fillStyle = inks.text; pen.strokeStyle = inks.text; pen.lineWidth = 1;
    pen.textAlign = "right"; pen.textBaseline = "middle";
    for (const deg of [0, 30, 60, 90, 120]) {
      pen.globalAlpha = 0.13; pen.beginPath(); pen.moveTo(LEFT_PX, this.y(deg)); pen.lineTo(this.width - RIGHT_PX, this.y(deg)); pen.stroke();
      pen.globalAlpha = 0.7; pen.fillText(`${deg}°`, LEFT_PX - 6, this.y(deg));
    }
    const every = b - a > 1.2 ? 0.5 : 0.25, foot = this.curvePx + 2 * LANE_PX;
    pen.textAlign = "center"; pen.textBaseline = "top";
    for (let t = Math.ceil(a / every) * every; t <= b + 1e-9; t += every) { pen.fillText(`${t.toFixed(every < 0.5 ? 2 : 1)} s`, Math.min(Math.max(this.x(t, a, b), LEFT_PX + 12), this.width - 22), foot + 5); }
    pen.globalAlpha = 1;
    if (this.loop) { pen.globalAlpha = 0.1; pen.fillRect(this.x(this.loop[0], a, b), 0, this.x(this.loop[2], a, b) - this.x(this.loop[0], a, b), this.curvePx); pen.globalAlpha = 1; }
  }

  lanes(a, b) {
    const { pen } = this;
    SIDES.forEach((side, row) => {
      const leg = this.data.legs[side], y = this.curvePx + row * LANE_PX + 2;
      pen.fillStyle = this.inks.text; pen.globalAlpha = 0.7; pen.textAlign = "right"; pen.textBaseline = "middle";
      pen.fillText(side === "left" ? "L" : "R", LEFT_PX - 6, y + 4);
      pen.fillStyle = pen.strokeStyle = this.colour(side);
      for (const start of leg.contacts) {
        const off = leg.toeOffs[lowerBound(leg.toeOffs, start)];
        if (off === undefined || off - start > 1.5 || off < a || start > b) continue;
        const from = Math.max(this.x(start, a, b), LEFT_PX), to = Math.min(this.x(off, a, b), this.width - RIGHT_PX);
        pen.globalAlpha = 0.45; pen.fillRect(from, y, to - from, 8);
        pen.globalAlpha = 1; pen.fillRect(from - 1, y - 2, 2, 12);
        pen.strokeRect(to - 1, y - 1, 1, 10);
      }
    });
    pen.globalAlpha = 1;
  }

  line(side, a, b, y) {
    const { time, legs } = this.data, { pen } = this, values = legs[side].knee;
    pen.beginPath();
    let open = false;
    for (let i = Math.max(0, lowerBound(time, a) - 1); i < time.length && (i === 0 || time[i - 1] <= b); i++) {
      if (values[i] === null) { open = false; continue; }
      const px = this.x(time[i], a, b), py = y(values[i]);
      if (open) pen.lineTo(px, py); else pen.moveTo(px, py);
      open = true;
    }
    pen.stroke();
  }

  curves(a, b) {
    const { pen } = this;
    pen.save(); pen.beginPath(); pen.rect(LEFT_PX, 0, this.width - LEFT_PX - RIGHT_PX, this.curvePx); pen.clip();
    for (const side of SIDES) {
      const far = this.data.near && this.data.near !== side;
      pen.strokeStyle = this.colour(side); pen.lineWidth = far ? 1.6 : 2.6; pen.setLineDash(far ? [6, 4] : []);
      pen.lineJoin = "round";
      this.line(side, a, b, (deg) => this.y(deg));
    }
    pen.restore();
  }

  cursor(a, b, now) {
    const { pen } = this, px = this.x(now, a, b), i = this.frame();
    pen.fillStyle = this.inks.text;
    pen.fillRect(px - 0.75, 0, 1.5, this.curvePx + 2 * LANE_PX);
    for (const side of SIDES) {
      const deg = this.data.legs[side].knee[i];
      if (deg === null || deg === undefined) continue;
      pen.fillStyle = this.colour(side); pen.beginPath(); pen.arc(px, this.y(deg), 4.5, 0, 7); pen.fill();
    }
  }

  map(a, b, now) {
    const { pen } = this, top = this.curvePx + 2 * LANE_PX + AXIS_PX + 2, high = MAP_PX - 6, begin = this.begin, end = this.end;
    pen.save(); pen.beginPath(); pen.rect(LEFT_PX, top, this.width - LEFT_PX - RIGHT_PX, high); pen.clip();
    pen.fillStyle = this.inks.text; pen.globalAlpha = 0.07; pen.fillRect(LEFT_PX, top, this.width, high);
    pen.globalAlpha = 0.14; pen.fillRect(this.x(a, begin, end), top, this.x(b, begin, end) - this.x(a, begin, end), high);
    pen.globalAlpha = 0.75; pen.lineWidth = 1; pen.strokeStyle = this.colour(this.data.near || "left");
    this.line(this.data.near || "left", begin, end, (deg) => top + high - 2 - ((deg - LOW_DEG) / (HIGH_DEG - LOW_DEG)) * (high - 4));
    pen.globalAlpha = 1; pen.fillRect(this.x(now, begin, end) - 0.75, top, 1.5, high);
    pen.restore();
  }

  words(now) {
    const i = this.frame(), slow = this.data.slow !== 1 ? ` of running (${this.data.slow}× slow motion)` : "";
    this.clock.textContent = `${now.toFixed(2)} s${slow}`;
    for (const side of SIDES) {
      const part = this.legend.querySelector(`[data-side="${side}"]`), deg = this.data.legs[side].knee[i];
      const far = this.data.near && this.data.near !== side;
      part.querySelector("i").style.color = this.colour(side);
      part.querySelector("b").textContent = `${side} knee ${deg === null || deg === undefined ? "–" : `${Math.round(deg)}°`}${far ? ", far leg: less sure" : ""}`;
    }
  }

  stop() { cancelAnimationFrame(this.request); this.off.abort(); this.video.pause(); this.video.removeAttribute("src"); this.video.load(); }
}
