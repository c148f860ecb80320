// A long list of rows by their place: pages are read when they come into sight, and the oldest are forgotten.

const MOST_PAGES = 60;
const AGAIN_MS = 2000;

export class RowWindow {
  // `readPage(skip, limit)` gives `{data: {rows, total, ...facts}, problem}`, the total null while nobody knows it;
  // `onChange` is called whenever something was learned.
  constructor(readPage, size, onChange) {
    this.readPage = readPage;
    this.size = size;
    this.onChange = onChange;
    this.pages = new Map();
    // The number of the newest question for a page: an answer to an earlier one is nobody's.
    this.asked = new Map();
    this.later = new Set();
    this.total = null;
    this.facts = null;
    this.problem = null;
    this.isOver = false;
    this.sight = [0, 0];
  }

  at(place) {
    return this.pages.get(Math.floor(place / this.size))?.[place % this.size];
  }

  // There are no heads of groups among the rows.
  groupAt() {
    return null;
  }

  find(id) {
    for (const page of this.pages.values()) {
      const found = page.find((row) => row.id === id);
      if (found) return found;
    }
    return null;
  }

  get isRead() {
    return this.pages.size > 0;
  }

  get first() {
    return this.pages.get(0) ?? [];
  }

  // How many rows there are, as far as one knows.
  get length() {
    return this.total ?? this.first.length;
  }

  ensure(first, last) {
    this.sight = [first, last];
    for (const page of this.inSight()) if (!this.asked.has(page)) this.read(page);
  }

  // Reads again what is in sight, which is shown until then, and forgets the rest.
  refresh() {
    const kept = new Set([0, ...this.inSight()]);
    for (const page of [...this.pages.keys(), ...this.asked.keys()]) {
      if (kept.has(page)) continue;
      this.pages.delete(page);
      this.asked.delete(page);
    }
    return Promise.all([...kept].map((page) => this.read(page)));
  }

  inSight() {
    const [from, to] = this.sight.map((place) => Math.floor(Math.max(0, place) / this.size));
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  }

  async read(page) {
    const turn = (this.asked.get(page) ?? 0) + 1;
    this.asked.set(page, turn);
    const { data, problem } = await this.readPage(page * this.size, this.size);
    if (this.isOver || this.asked.get(page) !== turn) return;
    this.problem = problem ?? null;
    if (data) this.keep(page, data);
    else this.asked.delete(page);
    this.onChange();
    // The rows are being copied, or the other side asks for patience.
    if (data?.total === null || problem?.code === "busy") this.readLater(page);
  }

  keep(page, { rows, total, ...facts }) {
    this.pages.delete(page);
    this.pages.set(page, rows);
    if (this.pages.size > MOST_PAGES) {
      const [oldest] = this.pages.keys();
      this.pages.delete(oldest);
      this.asked.delete(oldest);
    }
    Object.assign(this, { total, facts });
  }

  readLater(page) {
    this.later.add(page);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const pages = [...this.later];
      this.later.clear();
      pages.forEach((each) => this.read(each));
    }, AGAIN_MS);
  }

  end() {
    this.isOver = true;
    clearTimeout(this.timer);
  }
}
