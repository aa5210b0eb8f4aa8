// A colour that somebody chose for their name, moved just far enough towards black or white to be read
// on the page's background (WCAG 2.2 §1.4.3). Colours are `#rrggbb`.

type Rgb = readonly [number, number, number];

/** WCAG 2.2 level AA for text. */
const LEAST_CONTRAST = 4.5;
const STEPS = 20;

/** The nearest colour with enough contrast; null where `color` is not `#rrggbb`. */
export function readableColor(color: string, background: string): string | null {
  const from = parseColor(color);
  const ground = parseColor(background);
  if (!from || !ground) return null;
  const end: Rgb = luminance(ground) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let step = 0; step < STEPS; step++) {
    const mixed = mix(from, end, step / STEPS);
    if (contrast(mixed, ground) >= LEAST_CONTRAST) return formatColor(mixed);
  }
  return formatColor(end);
}

/** 1 (the same) to 21 (black on white). */
export function contrastOf(color: string, background: string): number | null {
  const [a, b] = [parseColor(color), parseColor(background)];
  return a && b ? contrast(a, b) : null;
}

function parseColor(color: string): Rgb | null {
  const digits = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color);
  if (!digits) return null;
  return [parseInt(digits[1]!, 16), parseInt(digits[2]!, 16), parseInt(digits[3]!, 16)];
}

function formatColor(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [part(0), part(1), part(2)];
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

/** Relative luminance, as WCAG defines it. */
function luminance([r, g, b]: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function linear(part: number): number {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
