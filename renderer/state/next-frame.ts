// When what has changed was drawn and could be seen: whoever waits for it before the next thing does no more than is seen.

/** Milliseconds until the next change of a page that is not on the screen, and so is not drawn. */
const UNSEEN = 200;

/**
 * Resolves after the frame with which the change is drawn: that one is asked for at once, and no other.
 * @param shownFor milliseconds that it then stays on the screen
 */
export function nextFrame(shownFor: number): Promise<void> {
  return new Promise((resolve) => {
    let rest: number | undefined;
    const done = () => {
      cancelAnimationFrame(frame);
      clearTimeout(rest);
      clearTimeout(unseen);
      resolve();
    };
    const frame = requestAnimationFrame(() => (rest = window.setTimeout(done, shownFor)));
    const unseen = window.setTimeout(done, UNSEEN);
  });
}
