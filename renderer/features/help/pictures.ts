// The pictures of the families, one for each theme, as the build names them. `npm run pictures` takes them anew.

const FILES = import.meta.glob<string>('./pictures/*.png', { eager: true, query: '?url', import: 'default' });

/** In CSS pixels; all of them are of one size. */
export const PICTURE = { width: 1100, height: 552 } as const;

/** Its URL; undefined where it was not taken yet. */
export function pictureOf(family: string, dark: boolean): string | undefined {
  return FILES[`./pictures/${family}${dark ? '-dark' : ''}.png`];
}
