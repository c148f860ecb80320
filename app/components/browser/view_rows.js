// The rows of a view at Airtable. It tells neither how many there are nor what stands at a place: page after page is read,
// each by the mark that the one before has given.

const AGAIN_MS = 2000;
// Rows that stand for those that are not read yet.
const GHOSTS = 12;

// Behaves as a RowWindow.
export class ViewRows {
  // `readPage(cursor)` gives `{data: {rows, next, ...facts}, problem}`, `next` empty on the last page.
  constructor(readPage, onChange) {
    Object.assign(this, { readPage, onChange, pages: [], next: "", sight: [0, 0], facts: null, problem: null });
    this.isReading = false;
    this.isEnded = false;
    this.isOver = false;
  }

  get count() {
    return this.pages.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  get isRead() {
    return this.count > 0 || this.isEnded;
  }

  get total() {
    return this.isEnded ? this.count : null;
  }

  get length() {
    return this.count + (this.isEnded ? 0 : GHOSTS);
  }

  at(place) {
    let before = 0;
    for (const { rows } of this.pages) {
      if (place < before + rows.length) return rows[place - before];
      before += rows.length;
    }
    return undefined;
  }

  groupAt() {
    return null;
  }

  find(id) {
    for (const { rows } of this.pages) {
      const found = rows.find((row) => row.id === id);
      if (found) return found;
    }
    return null;
  }

  ensure(first, last) {
    this.sight = [first, last];
    this.goOn();
  }

  // One page at a time, as each tells where the next one begins.
  async goOn() {
    if (this.isReading) return;
    this.isReading = true;
    let page = this.wanted();
    while (page && !this.isOver && (await this.read(page))) page = this.wanted();
    this.isReading = false;
  }

  // What is in sight and not read, or not since the last news.
  wanted() {
    const [first, last] = this.sight;
    let before = 0;
    for (const page of this.pages) {
      const isSeen = before <= last && before + page.rows.length > first;
      if (page.isStale && (isSeen || before === 0)) return page;
      before += page.rows.length;
    }
    return !this.isEnded && last >= before ? { cursor: this.next, rows: [] } : null;
  }

  // Whether one can go on.
  async read(page) {
    const { data, problem } = await this.readPage(page.cursor);
    if (this.isOver) return false;
    // A mark is good for some minutes only.
    if (problem && page.cursor && problem.code !== "busy" && problem.code !== "unavailable") return this.startAgain();
    this.problem = problem ?? null;
    if (data) this.keep(page, data);
    else if (problem.code === "busy") this.timer = setTimeout(() => this.goOn(), AGAIN_MS);
    this.onChange();
    return Boolean(data);
  }

  keep(page, { rows, next, ...facts }) {
    if (!this.pages.includes(page)) this.pages.push(page);
    Object.assign(page, { rows, isStale: false });
    if (page === this.pages.at(-1)) Object.assign(this, { next, isEnded: !next });
    this.facts = facts;
  }

  startAgain() {
    Object.assign(this, { pages: [], next: "", isEnded: false });
    return true;
  }

  // What is in sight is read again now, everything else when it comes into sight.
  refresh() {
    for (const page of this.pages) page.isStale = true;
    return this.goOn();
  }

  end() {
    this.isOver = true;
    clearTimeout(this.timer);
  }
}
