// Text of untrusted origin on one line: line breaks and control characters become pictures of themselves,
// and nothing in it can turn the direction of what stands beside it.

const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const UNPRINTABLE = '\ufffd';

/** `PING :tmi\r\n` reads `PING :tmi`; a line break inside reads `↵`. */
export function oneLine(text: string): string {
  return text
    .replace(/\r?\n$/, '')
    .replace(/\r\n|\n/g, '\u21b5')
    .replace(/\p{Cc}/gu, controlPicture)
    .replace(/\p{Bidi_Control}/gu, UNPRINTABLE);
}

function controlPicture(sign: string): string {
  const code = sign.charCodeAt(0);
  if (code === DELETE) return '\u2421';
  return code < 0x20 ? String.fromCharCode(CONTROL_PICTURES + code) : UNPRINTABLE;
}
