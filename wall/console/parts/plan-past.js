// The picture of the wall as it was, under the frames of the miniature.

export class PlanPast extends HTMLElement {
  constructor(desk, plan) {
    super();
    this.desk = desk;
    this.plan = plan;
  }

  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
    this.image = new Image();
    this.append(this.image);
    const { past, pastPictures, scenes } = this.desk;
    for (const source of [past, pastPictures]) source.addEventListener("change", () => this.#update());
    scenes.addEventListener("mode", () => this.#update());
    this.#update();
  }

  #update() {
    const { past, pastPictures } = this.desk;
    // What is dragged over has other frames still; their picture would not be the one.
    const isThere = past.isOpen && past.shown === past.moment?.revision;
    const picture = isThere ? pastPictures.of(past.at) : null;
    if (past.isOpen) pastPictures.want("wall", picture ? [picture] : []);
    const url = pastPictures.url(picture);
    this.hidden = !url;
    if (url && this.image.src !== url) this.image.src = url;
    else if (!url) this.image.removeAttribute("src");
    this.plan.plan.classList.toggle("pictured", Boolean(url));
  }
}

customElements.define("plan-past", PlanPast);
