// Amounts as people read them: rounded for a cell, exact for its tooltip. Thousands are parted by a narrow space,
// which no language mistakes for a decimal point; k, M and G are powers of a thousand, as in browser devtools.

const grouped = new Intl.NumberFormat('en-US');
const short = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, maximumFractionDigits: 1 });

/** `12 480` */
export function formatExact(count: number): string {
  return grouped.format(count).replaceAll(',', '\u202f');
}

/** `980`, `12.5k`, `3.2M` */
export function formatCount(count: number): string {
  return count < 10_000 ? formatExact(count) : scaled(count, ['', 'k', 'M', 'G', 'T'], '');
}

/** `980 B`, `12.5 kB`, `3.2 MB` */
export function formatBytes(bytes: number): string {
  return scaled(bytes, ['B', 'kB', 'MB', 'GB', 'TB'], '\u00a0');
}

/** `12 480 bytes` */
export function formatExactBytes(bytes: number): string {
  return `${formatExact(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** `1 message`, `2 messages` */
export function formatPlural(count: number, noun: string): string {
  return `${formatExact(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function scaled(amount: number, units: readonly string[], space: string): string {
  const power = amount < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(amount) / 3));
  const digits = short.format(amount / 1000 ** power);
  return digits + space + (units[power] ?? '');
}

/** Milliseconds: `0.4 ms`, `31 ms`, `1.20 s`, `2:05`, `3:04:05` */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)}\u00a0ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)}\u00a0ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)}\u00a0s`;
  const seconds = Math.floor(milliseconds / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${twoDigits(m)}:${twoDigits(s)}` : `${m}:${twoDigits(s)}`;
}

/** `1 234.567 ms` */
export function formatExactDuration(milliseconds: number): string {
  return `${formatExact(Math.floor(milliseconds))}${(milliseconds % 1).toFixed(3).slice(1)} ms`;
}

/** Milliseconds of what still goes on, in whole seconds: `0 s`, `37 s`, `2:05` */
export function formatRunning(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return seconds < 60 ? `${seconds}\u00a0s` : formatDuration(seconds * 1000);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
