// The place of a moment in messages that are nearly in the order of their times: two connections that are read in
// turns, or a message that was long under way, may stand a little before their time.

/** Places that a message may stand out of the order of its time and still be found. */
const LOOSE = 64;

/** Of `count` messages, the first at or after `time`; `count` where there is none. */
export function locateTime(count: number, atOf: (place: number) => number, time: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (atOf(middle) < time) low = middle + 1;
    else high = middle;
  }
  let first = low;
  for (let place = low - 1; place >= Math.max(0, low - LOOSE); place -= 1) {
    if (atOf(place) >= time) first = place;
  }
  return first;
}
