// When the page is drawn next, and not sooner than eyes can follow: whoever waits for it before the next thing does no
// more than is seen.

/** Milliseconds that what has changed stays on the screen at least: with the way to the engine, some 30 changes a second. */
const SHOWN_FOR = 16;
/** Milliseconds until the next change of a page that is not on the screen, and so is not drawn. */
const UNSEEN = 200;

export function nextFrame(): Promise<void> {
  const began = performance.now();
  return new Promise((resolve) => {
    let frame = 0;
    const done = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      resolve();
    };
    const look = (now: number) => {
      if (now - began >= SHOWN_FOR) done();
      else frame = requestAnimationFrame(look);
    };
    const timer = setTimeout(done, UNSEEN);
    frame = requestAnimationFrame(look);
  });
}
