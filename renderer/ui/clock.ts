// Points in time as people read them: local in a cell, with date and UTC in its tooltip.
// Times are epoch milliseconds with microseconds as the fraction.

/** Local `12:30:01.123` */
export function formatTime(at: number): string {
  const date = new Date(at);
  const [h, m, s] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2));
  return `${h}:${m}:${s}.${pad(date.getMilliseconds(), 3)}`;
}

/** Local date and time, and the same in UTC to the microsecond, on two lines. */
export function formatMoment(at: number): string {
  const date = new Date(at);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
  return `${day} ${formatTime(at)} local\n${formatUtc(at)}`;
}

/** `2025-11-22T12:30:01.123456Z` */
export function formatUtc(at: number): string {
  const microseconds = Math.floor((at - Math.floor(at)) * 1000);
  return `${new Date(at).toISOString().slice(0, -1)}${pad(microseconds, 3)}Z`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
