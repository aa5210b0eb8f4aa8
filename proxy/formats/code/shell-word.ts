// A value as one word of a shell: nothing in it is run, split or expanded, whatever bytes it has. What a terminal can show
// stands in plain quotes, which every POSIX shell reads; other bytes need `$'…'` (bash, zsh, ksh).

import { decodeText } from '../payload-text.ts';

/** Characters that a terminal or a clipboard may change or act upon. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** `bytes` as latin1, one character each; the word stands for exactly these. An argument cannot hold a NUL: it is left out. */
export function shellWord(bytes: string): string {
  const passable = bytes.replaceAll('\0', '');
  const text = decodeText(Uint8Array.from(passable, (byte) => byte.charCodeAt(0)));
  return text === null || UNPRINTABLE.test(text) ? escapedWord(passable) : quotedWord(text);
}

/** For a program that reads its arguments as UTF-8 and writes each character as one byte, as those of Node.js do. */
export function shellWordOfText(text: string): string {
  return shellWord(latin1(new TextEncoder().encode(text)));
}

/** A command that writes these bytes to its standard output, of any number and kind (POSIX `printf`, `%b`). */
export function shellPrintf(bytes: Uint8Array): string {
  const escaped = latin1(bytes).replace(/[^ -~]|\\/g, (byte) => `\\0${octal(byte)}`);
  return `printf %b ${quotedWord(escaped)}`;
}

export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function quotedWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function escapedWord(bytes: string): string {
  const escaped = bytes.replace(/[^ -~]|['\\]/g, (byte) => `\\x${hex(byte)}`);
  return `$'${escaped}'`;
}

function hex(byte: string): string {
  return byte.charCodeAt(0).toString(16).padStart(2, '0');
}

function octal(byte: string): string {
  return byte.charCodeAt(0).toString(8).padStart(3, '0');
}
