// One XML element as a tree, and where in the text its parts stand. It knows no vocabulary. saxes reads it: no entities but
// the five that XML has, no file, nothing fetched. A DOCTYPE is refused, so that nothing can be defined in it either.

import { SaxesParser } from 'saxes';

export interface XmlAttribute {
  /** Without its prefix, unless it declares one. */
  readonly name: string;
  readonly value: string;
  /** Of the value, characters. */
  readonly from: number;
  readonly to: number;
}

/** Its name and attributes. */
export interface XmlTag {
  readonly local: string;
  /** Of its namespace; empty where it has none. */
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
}

export interface XmlElement extends XmlTag {
  /** In their order; comments and processing instructions left out, what stands beside them joined. */
  readonly content: readonly (XmlElement | string)[];
  /** From its `<` to behind its last `>`, characters. */
  readonly from: number;
  readonly to: number;
  /** Between its tags; the same number twice where there is only one. */
  readonly innerFrom: number;
  readonly innerTo: number;
}

/** While it is read. */
type Growing = { -readonly [name in keyof XmlElement]: XmlElement[name] } & {
  readonly content: (XmlElement | string)[];
};

/** Deeper elements are no part of a message that people send. */
const MAX_DEPTH = 30;
/** What a stream binds for all that is said in it, as some servers take for granted (RFC 6120 §4.8.5). */
const BOUND = { stream: 'http://etherx.jabber.org/streams' };

/** @throws Error where it is not one well-formed element: what is wrong with it, and at which line and column. */
export function parseXml(text: string): XmlElement {
  const reader = new Reader(text);
  reader.write(text);
  reader.end();
  return reader.root!; // without a root, saxes throws
}

/** Of what may end anywhere: as much as there is of the element; null where its first tag is not whole. @throws Error */
export function beginningOfXml(text: string): XmlElement | null {
  const reader = new Reader(text);
  reader.write(text);
  reader.endAnywhere();
  return reader.root;
}

/** The first tag alone: what comes after it is not looked at. @throws Error as parseXml does */
export function firstTag(text: string): XmlTag | null {
  const reader = new Reader(text);
  let at = 0;
  for (let end = text.indexOf('>'); end >= 0 && !reader.root; end = text.indexOf('>', at)) {
    reader.write(text.slice(at, end + 1));
    at = end + 1;
  }
  return reader.root;
}

class Reader {
  root: XmlElement | null = null;
  readonly #text: string;
  readonly #parser = new SaxesParser({ xmlns: true, additionalNamespaces: BOUND });
  readonly #open: Growing[] = [];
  #attributes: XmlAttribute[] = [];
  #from = 0;

  constructor(text: string) {
    this.#text = text;
    this.#parser.on('doctype', refuseDoctype);
    this.#parser.on('opentagstart', () => {
      this.#from = text.lastIndexOf('<', this.#parser.position - 1);
      this.#attributes = [];
    });
    this.#parser.on('attribute', (attribute) => this.#attribute(attribute));
    this.#parser.on('opentag', ({ local, uri }) => this.#begin(local, uri));
    this.#parser.on('closetag', ({ isSelfClosing }) => this.#end(isSelfClosing));
    this.#parser.on('text', (said) => this.#say(said));
    this.#parser.on('cdata', (said) => this.#say(said));
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  end(): void {
    this.#parser.close();
  }

  /** What is open stays as it is. */
  endAnywhere(): void {
    this.#parser.on('error', () => undefined);
    this.#parser.close();
  }

  #attribute({
    name,
    prefix,
    local,
    value,
  }: Readonly<Record<'name' | 'prefix' | 'local' | 'value', string>>) {
    const to = this.#parser.position - 1;
    const quote = this.#text[to] ?? '"';
    const from = this.#text.lastIndexOf(quote, to - 1) + 1;
    this.#attributes.push({ name: prefix === 'xmlns' ? name : local, value, from, to });
  }

  #begin(local: string, uri: string): void {
    const at = this.#parser.position;
    const begun = { from: this.#from, to: at, innerFrom: at, innerTo: at };
    const element: Growing = { local, uri, attributes: this.#attributes, content: [], ...begun };
    this.root ??= element;
    this.#open.at(-1)?.content.push(element);
    if (this.#open.push(element) > MAX_DEPTH)
      throw new RangeError(`nested deeper than ${MAX_DEPTH} elements`);
  }

  #end(isSelfClosing: boolean): void {
    const element = this.#open.pop();
    if (!element) return;
    element.to = this.#parser.position;
    element.innerTo = isSelfClosing ? element.innerFrom : this.#text.lastIndexOf('</', element.to - 1);
  }

  #say(said: string): void {
    const content = this.#open.at(-1)?.content;
    if (!content) return; // white space around the element
    const last = content.length - 1;
    const before = content[last];
    if (typeof before === 'string') content[last] = before + said;
    else content.push(said);
  }
}

function refuseDoctype(): never {
  throw new Error('it has a DOCTYPE');
}
