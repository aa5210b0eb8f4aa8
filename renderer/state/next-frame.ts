// When the page is drawn next, and not sooner than eyes can follow: whoever waits for it before the next thing does no
// more than is seen.

/** Milliseconds until the next change of a page that is not on the screen, and so is not drawn. */
const UNSEEN = 200;

/** @param shownFor milliseconds that what has changed stays on the screen at least; no frame is asked for until then */
export function nextFrame(shownFor: number): Promise<void> {
  return new Promise((resolve) => {
    let frame = 0;
    const done = () => {
      cancelAnimationFrame(frame);
      clearTimeout(rest);
      clearTimeout(unseen);
      resolve();
    };
    const rest = setTimeout(() => (frame = requestAnimationFrame(done)), shownFor);
    const unseen = setTimeout(done, UNSEEN);
  });
}
