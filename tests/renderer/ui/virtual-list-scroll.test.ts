import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  endOf,
  fromTrack,
  type ListGeometry,
  rowsAt,
  ScrollPosition,
  topForRow,
  toTrack,
  TRACK_LIMIT,
  trackHeight,
} from '../../../renderer/ui/virtual-list-scroll.ts';

const short: ListGeometry = { count: 1000, rowHeight: 22, viewport: 440 };
const long: ListGeometry = { count: 10_000_000, rowHeight: 22, viewport: 440 };

const geometry = fc.record({
  count: fc.integer({ min: 0, max: 50_000_000 }),
  rowHeight: fc.integer({ min: 16, max: 40 }),
  viewport: fc.integer({ min: 0, max: 2000 }),
});

/** A scroll bar that rounds as browsers do. */
function scroller(list: ListGeometry) {
  let top = 0;
  return {
    viewport: list.viewport,
    get scrollTop() {
      return top;
    },
    set scrollTop(wanted: number) {
      top = Math.round(Math.min(Math.max(wanted, 0), trackHeight(list) - list.viewport));
    },
  };
}

function positionIn(list: ListGeometry) {
  const position = new ScrollPosition();
  const bar = scroller(list);
  position.attach(bar);
  position.resize(list, false, null);
  return { position, bar };
}

describe('the track', () => {
  test('is the list itself while that is short enough', () => {
    expect(trackHeight(short)).toBe(22_000);
    expect(toTrack(short, 1234)).toBe(1234);
    expect(fromTrack(short, 1234)).toBe(1234);
  });

  test('never exceeds what browsers can scroll', () => {
    expect(trackHeight(long)).toBe(TRACK_LIMIT);
    fc.assert(fc.property(geometry, (list) => trackHeight(list) <= TRACK_LIMIT));
  });

  test('begins and ends where the list does', () => {
    expect(toTrack(long, 0)).toBe(0);
    expect(toTrack(long, endOf(long))).toBe(TRACK_LIMIT - 440);
    expect(fromTrack(long, TRACK_LIMIT - 440)).toBe(endOf(long));
  });

  test('maps to the list and back without loss', () => {
    fc.assert(
      fc.property(geometry, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const top = endOf(list) * share;
        expect(fromTrack(list, toTrack(list, top))).toBeCloseTo(top, 3);
      }),
    );
  });

  test('goes one way only', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(geometry, share, share, (list, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((part) => endOf(list) * part) as [
          number,
          number,
        ];
        expect(toTrack(list, low)).toBeLessThanOrEqual(toTrack(list, high));
      }),
    );
  });
});

describe('visible rows', () => {
  test('are those that the viewport touches, and the spare ones', () => {
    expect(rowsAt(short, 0, 0)).toEqual({ from: 0, to: 20 });
    expect(rowsAt(short, 11, 0)).toEqual({ from: 0, to: 21 });
    expect(rowsAt(short, 2200, 4)).toEqual({ from: 96, to: 124 });
  });

  test('stay inside the list', () => {
    expect(rowsAt({ ...short, count: 3 }, 0, 4)).toEqual({ from: 0, to: 3 });
    expect(rowsAt({ ...short, count: 0 }, 0, 4)).toEqual({ from: 0, to: 0 });
  });
});

describe('going to a row', () => {
  test('moves no further than it must', () => {
    expect(topForRow(short, 2200, 105, 'nearest')).toBe(2200);
    expect(topForRow(short, 2200, 90, 'nearest')).toBe(1980);
    expect(topForRow(short, 2200, 130, 'nearest')).toBe(131 * 22 - 440);
  });

  test('reaches every row of ten million, each way', () => {
    const { position } = positionIn(long);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_999_999 }),
        fc.constantFrom('start', 'end', 'nearest'),
        (row, align) => {
          position.goToRow(row, align);
          const { from, to } = rowsAt(long, position.top(), 0);
          expect(from).toBeLessThanOrEqual(row);
          expect(to).toBeGreaterThan(row);
        },
      ),
    );
  });
});

describe('scrolling by wheel, touch or key', () => {
  test('counts pixel for pixel in the middle of ten million rows', () => {
    const { position, bar } = positionIn(long);
    position.goToRow(5_000_000, 'start');
    bar.scrollTop += 100;
    expect(position.catchUp()).toBe(100);
    bar.scrollTop -= 22;
    expect(position.catchUp()).toBe(-22);
    expect(position.top()).toBe(5_000_000 * 22 + 78);
  });

  test('comes to the first row, from anywhere, without ever running out of track', () => {
    const { position, bar } = positionIn(long);
    position.goToRow(60_000, 'start');
    for (let steps = 0; position.top() > 0 && steps < 20_000; steps++) {
      bar.scrollTop -= 120;
      position.catchUp();
    }
    expect(position.top()).toBe(0);
    expect(bar.scrollTop).toBe(0);
  });

  test('comes to the last row, from anywhere, without ever running out of track', () => {
    const { position, bar } = positionIn(long);
    position.goToRow(9_940_000, 'start');
    for (let steps = 0; position.top() < endOf(long) && steps < 20_000; steps++) {
      bar.scrollTop += 120;
      position.catchUp();
    }
    expect(position.top()).toBe(endOf(long));
  });

  test('is told apart from our own moves', () => {
    const { position } = positionIn(long);
    position.goToRow(7_654_321, 'start');
    expect(position.catchUp()).toBe(0);
  });
});

describe('dragging the thumb', () => {
  test('goes by ratio: half the track is half the list', () => {
    const { position, bar } = positionIn(long);
    bar.scrollTop = (TRACK_LIMIT - 440) / 2;
    position.catchUp();
    expect(position.top() / endOf(long)).toBeCloseTo(0.5, 6);
  });

  test('to the ends shows the first and the last row', () => {
    const { position, bar } = positionIn(long);
    bar.scrollTop = TRACK_LIMIT;
    position.catchUp();
    expect(position.top()).toBe(endOf(long));
    bar.scrollTop = 0;
    position.catchUp();
    expect(position.top()).toBe(0);
  });
});

describe('a list that changes', () => {
  test('keeps what is read in place while rows are added', () => {
    const { position } = positionIn(long);
    position.goToRow(1_000_000, 'start');
    position.resize({ ...long, count: 20_000_000 }, false, null);
    expect(position.top()).toBe(22_000_000);
  });

  test('stays at its end while that is followed', () => {
    const { position } = positionIn(short);
    position.resize({ ...short, count: 2000 }, true, null);
    expect(position.top()).toBe(2000 * 22 - 440);
  });

  test('keeps the active row in view when the viewport shrinks', () => {
    const { position } = positionIn(short);
    position.goToRow(119, 'end');
    position.resize({ ...short, viewport: 220 }, false, 119);
    expect(rowsAt({ ...short, viewport: 220 }, position.top(), 0)).toEqual({ from: 110, to: 120 });
  });
});
