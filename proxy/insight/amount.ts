// Amounts inside of sentences: a time, some bytes, a number of things, a share. For people; nothing reads them back.

/** `340 ms`, `4.2 s`, `12 min`, `3 h` */
export function inTime(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 120_000) return `${short(milliseconds / 1000)} s`;
  if (milliseconds < 7_200_000) return `${short(milliseconds / 60_000)} min`;
  return `${short(milliseconds / 3_600_000)} h`;
}

/** `17 bytes`, `4.2 kB`, `12 MB` */
export function inBytes(bytes: number): string {
  if (bytes < 1000) return counted(Math.round(bytes), 'byte');
  if (bytes < 1e6) return `${short(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${short(bytes / 1e6)} MB` : `${short(bytes / 1e9)} GB`;
}

/** `1 message`, `12 000 messages` */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en').replaceAll(',', '\u202f')} ${thing}${count === 1 ? '' : 's'}`;
}

/** `once`, `twice`, `12 times` */
export function often(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : counted(count, 'time');
}

/** `38 %` */
export function inPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function short(value: number): string {
  return value < 10 ? String(Number(value.toFixed(1))) : String(Math.round(value));
}
