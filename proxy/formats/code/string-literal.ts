// A value as a string literal that JavaScript and Python read alike: what is not printable ASCII is escaped, so that no
// clipboard, editor or encoding changes it.

const NAMED: Readonly<Record<string, string>> = {
  "'": String.raw`\'`,
  '\\': String.raw`\\`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

/** Characters up to U+FFFF, which is all that a URL or a header field has. */
export function stringLiteral(text: string): string {
  return `'${text.replace(/[^ -~]|['\\]/g, (character) => NAMED[character] ?? escape(character))}'`;
}

function escape(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}
