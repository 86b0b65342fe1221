// Shown after player_core.js. Adds to the player: stepping through events, and changes made by hand.
const KINDS = { contact: "contact", toe_off: "toe-off" };
const JOINTS = ["shoulder", "hip", "knee", "ankle", "heel", "foot_index"];
const CHAIN = [["shoulder", "hip"], ["hip", "knee"], ["knee", "ankle"], ["ankle", "heel"], ["heel", "foot_index"], ["foot_index", "ankle"]];
const SVG = "http://www.w3.org/2000/svg";

class Review extends Player {
  build() {
    super.build();
    this.picked = -1; this.editing = false; this.legsFrom = null;
    const bar = document.createElement("div");
    bar.className = "bar edit";
    bar.innerHTML = `
      <button type="button" class="prior" title="Previous event ([)">Previous event</button>
      <span class="which" aria-live="polite"></span>
      <button type="button" class="after" title="Next event (])">Next event</button>
      <span class="rest"></span>
      <button type="button" class="move" title="Move this event to the frame shown (M)">Move it here</button>
      <button type="button" class="drop" title="Delete this event (Delete)">Delete it</button>
      <span class="pair"><select class="kind" aria-label="What to add">
        ${SIDES.map((side) => Object.entries(KINDS).map(([kind, name]) => `<option value="${side} ${kind}">${side} ${name}</option>`).join("")).join("")}
      </select><button type="button" class="add">Add it here</button></span>
      <button type="button" class="legs">Exchange legs from here</button>
      <button type="button" class="points" aria-pressed="false">Move landmarks</button>
      <span class="pen" hidden>Drag a point, or choose it with Tab, push it with the arrow keys and press Enter.</span>`;
    this.root.querySelector(".bar").after(bar);
    const find = (name) => bar.querySelector(name);
    this.which = find(".which"); this.legsButton = find(".legs"); this.pointsButton = find(".points"); this.penHint = find(".pen");
    this.moveButton = find(".move"); this.dropButton = find(".drop"); this.kind = find(".kind");
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("viewBox", `0 0 ${this.data.size[0]} ${this.data.size[1]}`);
    this.svg.setAttribute("preserveAspectRatio", "none");
    this.root.querySelector(".picture").append(this.svg);
  }

  listen() {
    super.listen();
    const on = (name, act) => this.root.querySelector(name).addEventListener("click", act, { signal: this.off.signal });
    on(".prior", () => this.hop(-1)); on(".after", () => this.hop(1));
    on(".move", () => this.moveHere()); on(".drop", () => this.dropIt()); on(".add", () => this.addHere());
    on(".legs", () => this.legsHere()); on(".points", () => this.toggleEditing());
  }

  update(data) {
    const kept = this.picked >= 0 ? this.data.events[this.picked] : null;
    super.update(data);
    this.drawn = null; this.shownFrame = null;
    this.picked = kept ? this.nearest(data.events.map((e, i) => (e.side === kept.side && e.kind === kept.kind ? i : -1)).filter((i) => i >= 0), this.now) : -1;
  }

  nearest(indices, at) { return indices.reduce((best, i) => (best < 0 || Math.abs(this.data.events[i].t - at) < Math.abs(this.data.events[best].t - at) ? i : best), -1); }

  // Half a frame into the frame nearest to a moment: the decoder then shows that frame.
  frameOf(t) { const all = this.data.time, i = lowerBound(all, t); return i > 0 && (i === all.length || t - all[i - 1] < all[i] - t) ? i - 1 : i; }
  show(i) { const t = this.data.time, next = i + 1 < t.length ? t[i + 1] - t[i] : 0.01; this.video.pause(); this.go(t[i] + 0.3 * next); }

  hop(by) {
    const events = this.data.events;
    if (!events.length) return;
    const at = this.now;
    if (this.picked >= 0 && this.frameOf(events[this.picked].t) === this.frame()) this.picked = (this.picked + by + events.length) % events.length;
    else if (by > 0) this.picked = Math.max(0, events.findIndex((e) => e.t > at));
    else this.picked = events.reduce((found, e, i) => (e.t < at ? i : found), events.length - 1);
    this.drawn = null;
    this.show(this.frameOf(events[this.picked].t));
  }

  tell(change) { this.onChange({ ...change, nonce: Math.random() }); }
  get clipS() { return this.data.time[this.frame()] * this.data.slow; }
  moveHere() {
    const event = this.data.events[this.picked];
    if (event && Math.abs(event.t * this.data.slow - this.clipS) > 1e-4) this.tell({ what: "event_moved", side: event.side, kind: event.kind, from_clip_s: event.t * this.data.slow, to_clip_s: this.clipS });
  }
  dropIt() {
    const event = this.data.events[this.picked];
    if (event) this.tell({ what: "event_removed", side: event.side, kind: event.kind, clip_s: event.t * this.data.slow });
  }
  addHere() { const [side, kind] = this.kind.value.split(" "); this.tell({ what: "event_added", side, kind, clip_s: this.clipS }); }
  legsHere() {
    if (this.legsFrom === null) { this.legsFrom = this.clipS; this.legsButton.textContent = `Exchange legs from ${this.legsFrom.toFixed(2)} s to here`; return; }
    const [a, b] = [this.legsFrom, this.clipS].sort((x, y) => x - y), step = (this.data.time[1] - this.data.time[0]) * this.data.slow;
    this.legsFrom = null; this.legsButton.textContent = "Exchange legs from here";
    this.tell({ what: "legs_exchanged", start_clip_s: a - step / 4, end_clip_s: b + step / 2 });
  }
  toggleEditing() {
    this.editing = !this.editing; this.pointsButton.setAttribute("aria-pressed", String(this.editing)); this.penHint.hidden = !this.editing;
    this.shownFrame = null; this.video.pause();
  }

  key(event) {
    const acts = { "[": () => this.hop(-1), "]": () => this.hop(1), m: () => this.moveHere(), Delete: () => this.dropIt() };
    if (event.target.tagName !== "SELECT" && acts[event.key]) { event.preventDefault(); event.stopPropagation(); acts[event.key](); return; }
    super.key(event);
  }

  point(name, i) { const k = this.data.landmarks.names.indexOf(name), row = this.data.landmarks.xy[i]; return row && row[k] ? row[k] : null; }

  drawPoints() {
    const i = this.frame();
    if (this.shownFrame === i || this.dragged) return;
    this.shownFrame = i; this.svg.replaceChildren();
    this.svg.style.pointerEvents = this.editing ? "auto" : "none";
    if (!this.editing) return;
    const radius = Math.max(5, this.data.size[1] / 120);
    for (const side of SIDES) {
      const colour = side === "left" ? "#f0a04b" : "#6cc0e6";
      for (const [a, b] of CHAIN) {
        const from = this.point(`${side}_${a}`, i), to = this.point(`${side}_${b}`, i);
        if (from && to) this.add("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], stroke: colour, "stroke-width": radius / 4 });
      }
      for (const joint of JOINTS) {
        const at = this.point(`${side}_${joint}`, i);
        if (at) this.handle(`${side}_${joint}`, at, radius, colour);
      }
    }
  }
  add(tag, values) { const node = document.createElementNS(SVG, tag); for (const [name, value] of Object.entries(values)) node.setAttribute(name, value); this.svg.append(node); return node; }
  handle(name, at, radius, colour) {
    const dot = this.add("circle", { cx: at[0], cy: at[1], r: radius, fill: "#0b101480", stroke: colour, "stroke-width": radius / 3, tabindex: 0, role: "slider", "aria-label": name.replaceAll("_", " "), class: "handle", "data-name": name });
    const place = (x, y) => { dot.setAttribute("cx", x); dot.setAttribute("cy", y); };
    const where = () => [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))];
    const done = () => { const [x, y] = where(); this.dragged = false; if (Math.hypot(x - at[0], y - at[1]) > 0.5) this.tell({ what: "landmark_moved", clip_s: this.clipS, landmark: name, x_px: Math.round(x * 10) / 10, y_px: Math.round(y * 10) / 10 }); };
    dot.addEventListener("pointerdown", (event) => { event.preventDefault(); dot.focus(); dot.setPointerCapture(event.pointerId); this.dragged = true; });
    dot.addEventListener("pointermove", (event) => { if (this.dragged && dot.hasPointerCapture(event.pointerId)) { const box = this.svg.getBoundingClientRect(); place((event.clientX - box.left) * this.data.size[0] / box.width, (event.clientY - box.top) * this.data.size[1] / box.height); } });
    dot.addEventListener("pointerup", done);
    dot.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 5 : 1, by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (by) { const [x, y] = where(); this.dragged = true; place(x + by[0], y + by[1]); }
      else if (event.key === "Enter") done();
      else return;
      event.preventDefault(); event.stopPropagation();
    });
  }

  tick() { super.tick(); this.drawPoints(); this.drawWhich(); }
  drawWhich() {
    const event = this.data.events[this.picked];
    const off = event ? this.frame() - this.frameOf(event.t) : 0;
    const apart = off ? `, ${Math.abs(off)} frame${Math.abs(off) > 1 ? "s" : ""} ${off > 0 ? "before" : "after"} this one` : "";
    const said = event ? `${event.side} ${KINDS[event.kind]}, ${this.picked + 1} of ${this.data.events.length}${apart}` : `${this.data.events.length} events`;
    if (this.which.textContent !== said) this.which.textContent = said;
    this.moveButton.disabled = !event || off === 0; this.dropButton.disabled = !event;
  }
  lanes(a, b) {
    super.lanes(a, b);
    const event = this.data.events[this.picked];
    if (!event || event.t < a || event.t > b) return;
    const { pen } = this, x = this.x(event.t, a, b), y = this.curvePx + SIDES.indexOf(event.side) * LANE_PX + 2;
    pen.strokeStyle = this.inks.text; pen.lineWidth = 1.5; pen.beginPath(); pen.arc(x, y + 4, 8, 0, 7); pen.stroke();
  }
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (root.player) root.player.update(data); else root.player = new Review(root, data);
  root.player.onChange = (change) => setTriggerValue("change", change);
  return () => { if (root.player) { root.player.stop(); root.player = undefined; } };
}
