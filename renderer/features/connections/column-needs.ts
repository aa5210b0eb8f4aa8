// How much room the texts of the connection list would take, measured once a connection. It only ever grows, in steps, so
// that columns do not tremble while traffic comes in.

import type { Connection } from '../../../proxy/contract/model.ts';
import type { ColumnNeeds } from '../../state/column-widths.ts';
import type { ColumnId } from '../../state/columns.ts';
import { isGroup, type ListRow } from '../../state/list-rows.ts';
import {
  connectionName,
  connectionNameWithoutHost,
  connectionProtocol,
  hostAndPort,
} from '../../state/selectors.ts';

const PADDING = 14;
const STEP = 8;
/** CSS pixels of what stands beside the name of a group. */
const GROUP_SIGNS = 120;
/** No letter is wider, so a text that is shorter by this measure need not be measured. */
const WIDEST_LETTER = 12;

export class NeedsOfRows {
  readonly #seen = new WeakSet<Connection>();
  readonly #withHost: boolean;
  #needs: ColumnNeeds = {};

  /** @param withHost the names carry their hosts */
  constructor(withHost: boolean) {
    this.#withHost = withHost;
  }

  /** The same object as long as nothing changed. */
  of(rows: readonly ListRow[]): ColumnNeeds {
    for (const row of rows) {
      if (this.#seen.has(row.shown)) continue;
      this.#seen.add(row.shown);
      this.#look(row);
    }
    return this.#needs;
  }

  #look(row: ListRow): void {
    const { shown } = row;
    const name = this.#withHost ? connectionName(shown) : connectionNameWithoutHost(shown);
    const words = shown.failure ? `${name}   ${shown.failure.message}` : name;
    this.#grow('name', words, isGroup(row) ? GROUP_SIGNS : 0);
    this.#grow('host', hostAndPort(shown));
    this.#grow('protocol', connectionProtocol(shown));
  }

  #grow(id: ColumnId, text: string, beside = 0): void {
    const known = this.#needs[id] ?? 0;
    if (text.length * WIDEST_LETTER + beside + PADDING <= known) return;
    const need = Math.ceil((textWidth(text) + beside + PADDING) / STEP) * STEP;
    if (need > known) this.#needs = { ...this.#needs, [id]: need };
  }
}

let ruler: CanvasRenderingContext2D | null = null;

function textWidth(text: string): number {
  ruler ??= document.createElement('canvas').getContext('2d');
  if (ruler === null) return 0;
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  ruler.font = `${fontSize} ${fontFamily}`;
  return ruler.measureText(text).width;
}
