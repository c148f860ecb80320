// A long list of records by their place: pages are read when they come into sight, the oldest are forgotten.
import { ask } from "./rest.js";

const PAGE = 200;
const MOST_PAGES = 60;
const AGAIN_MS = 2000;

export class RecordWindow {
  // `question` is the body of /records/query without a place; `onChange` is called whenever something was learned.
  constructor(question, onChange) {
    this.question = question;
    this.onChange = onChange;
    this.pages = new Map();
    this.asked = new Set();
    this.total = null;
    this.facts = null;
    this.problem = null;
    this.isOver = false;
    this.sight = [0, 0];
  }

  at(place) {
    return this.pages.get(Math.floor(place / PAGE))?.[place % PAGE];
  }

  // How many rows there are, as far as one knows: the copy of the table may still be made.
  get length() {
    return this.total ?? this.pages.get(0)?.length ?? 0;
  }

  ensure(first, last) {
    this.sight = [first, last];
    const end = Math.floor(Math.max(first, last) / PAGE);
    for (let page = Math.floor(Math.max(0, first) / PAGE); page <= end; page += 1) {
      if (!this.asked.has(page)) this.read(page);
    }
  }

  // What is in sight is read again, and shown until then.
  refresh() {
    this.asked.clear();
    const [first, last] = this.sight;
    const kept = [0, Math.floor(first / PAGE), Math.floor(last / PAGE)];
    for (const page of this.pages.keys()) if (!kept.includes(page)) this.pages.delete(page);
    this.read(0);
    this.ensure(first, last);
  }

  async read(page) {
    this.asked.add(page);
    const { data, problem } = await ask("POST", "/records/query", {
      body: { ...this.question, limit: PAGE, skip: page * PAGE },
    });
    if (this.isOver) return;
    this.problem = problem ?? null;
    if (data) this.keep(page, data);
    else this.asked.delete(page);
    this.onChange();
    // The copy of the table is being made, or the other side asks for patience.
    if ((data && data.total === null && this.facts.isCopying) || problem?.code === "busy") this.readLater(page);
  }

  keep(page, data) {
    this.pages.delete(page);
    this.pages.set(page, data.records);
    if (this.pages.size > MOST_PAGES) {
      const [oldest] = this.pages.keys();
      this.pages.delete(oldest);
      this.asked.delete(oldest);
    }
    this.total = data.total;
    this.facts = {
      readAt: data.read_at,
      source: data.source,
      isCopying: data.total === null,
      whereText: data.where_text,
      fields: data.fields,
    };
  }

  readLater(page) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read(page), AGAIN_MS);
  }

  end() {
    this.isOver = true;
    clearTimeout(this.timer);
  }
}
