// Where characters of a text stand in its UTF-8: fields are found in the text, and shown in the bytes.

/** The byte at which each asked place of the text begins; places are asked for in rising order. */
export function bytePlaces(text: string): (place: number) => number {
  let [at, bytes] = [0, 0];
  return (place) => {
    if (place < at) [at, bytes] = [0, 0];
    for (; at < place && at < text.length; at += 1) bytes += bytesAt(text, at);
    return bytes;
  };
}

/** A character outside the basic plane is two units of UTF-16 and four bytes. */
function bytesAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
}
