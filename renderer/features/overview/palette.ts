// The colours of the page for a canvas, which knows no tokens: read from an element, anew when the theme is another one.

const TOKENS = {
  sent: '--sent',
  received: '--received',
  error: '--error',
  warning: '--warning',
  control: '--control',
  faint: '--ink-faint',
  line: '--line',
} as const;

export type Palette = Readonly<Record<keyof typeof TOKENS, string>>;

let known: { readonly scheme: string; readonly palette: Palette } | null = null;

/** The tokens as the colours that they are now; on any element they are the same. */
export function paletteOf(element: HTMLElement, scheme: string): Palette {
  if (known?.scheme !== scheme) known = { scheme, palette: readPalette(element) };
  return known.palette;
}

function readPalette(element: HTMLElement): Palette {
  const read = (token: string) => {
    element.style.color = `var(${token})`;
    return getComputedStyle(element).color;
  };
  element.style.transition = 'none'; // else the colour of now is the one it begins with
  const palette = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [name, read(token)]));
  element.style.color = '';
  element.style.transition = '';
  return palette as Palette;
}
