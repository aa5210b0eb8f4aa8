// A question whose answer changes: asked one at a time, again when somebody says that it is another one by now, and while
// the engine says that it has not read everything yet.

/** Milliseconds until the engine is asked how far it has come. */
const AGAIN_MS = 300;

interface Progress {
  readonly scanned: number;
  readonly total: number;
}

export interface Asking {
  /** The answer may be another one by now. */
  readonly again: () => void;
  readonly end: () => void;
}

export function keepAsking<T extends Progress>(
  ask: () => Promise<T>,
  tell: (answer: T) => void,
  failed: (error: unknown) => void,
): Asking {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay = false;
  let stale = false;
  let live = true;
  const again = () => {
    clearTimeout(timer);
    stale = underWay;
    if (underWay || !live) return;
    underWay = true;
    void ask().then(answered, refused);
  };
  const refused = (error: unknown) => {
    underWay = false;
    if (live) failed(error);
    if (stale) again();
  };
  const answered = (answer: T) => {
    underWay = false;
    if (!live) return;
    tell(answer);
    if (stale) again();
    else if (answer.scanned < answer.total) timer = setTimeout(again, AGAIN_MS);
  };
  const end = () => {
    live = false;
    clearTimeout(timer);
  };
  again();
  return { again, end };
}
