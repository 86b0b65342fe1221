// A picture of the clip with everybody found in it; a click on a person, or anywhere else, says who is measured.
class Who {
  constructor(root, data) {
    this.root = root;
    this.root.innerHTML = '<div class="frame"><img alt="A picture of the clip. Choose the runner."><div class="people"></div></div>';
    this.frame = root.querySelector(".frame"); this.picture = root.querySelector("img"); this.people = root.querySelector(".people");
    this.frame.addEventListener("click", (event) => this.click(event));
    this.update(data);
  }

  update(data) {
    this.data = data;
    if (this.picture.src !== data.src) this.picture.src = data.src;
    this.people.replaceChildren(...data.people.map((box, i) => this.person(box, i + 1)), ...(data.place ? [this.mark(data.place)] : []));
  }

  person([left, top, right, bottom], number) {
    const button = document.createElement("button");
    button.type = "button"; button.dataset.number = number; button.innerHTML = `<b>${number}</b>`;
    button.setAttribute("aria-label", `Measure person ${number} from the left`);
    button.setAttribute("aria-pressed", String(this.data.chosen === number));
    const [width, height] = this.data.size, share = (value, whole) => `${(100 * Math.min(Math.max(value, 0), whole)) / whole}%`;
    Object.assign(button.style, { left: share(left, width), top: share(top, height), width: share(right - left, width), height: share(bottom - top, height) });
    return button;
  }

  mark([x, y]) {
    const mark = document.createElement("span"), [width, height] = this.data.size;
    mark.className = "mark"; mark.style.left = `${(100 * x) / width}%`; mark.style.top = `${(100 * y) / height}%`;
    return mark;
  }

  click(event) {
    const button = event.target.closest("button");
    if (button) { this.onPick({ number: Number(button.dataset.number) }); return; }
    const box = this.picture.getBoundingClientRect(), [width, height] = this.data.size;
    this.onPick({ x_px: ((event.clientX - box.left) * width) / box.width, y_px: ((event.clientY - box.top) * height) / box.height });
  }
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  if (root.who) root.who.update(data); else root.who = new Who(root, data);
  root.who.onPick = (picked) => setTriggerValue("picked", picked);
  return () => { root.who = undefined; };
}
