/** Scrolling further than this between two frames is too fast to read. */
const fastStepPx = 200;
/** After a pause, one long step is a jump, not fast scrolling. */
const restMs = 150;

/** Whether a list is scrolled too fast to read its rows. */
export class ScrollSpeed {
  isFast = false;
  #top = 0;
  #shownMs = Number.NEGATIVE_INFINITY;

  /** The list was scrolled. */
  move(top: number, atMs: number): void {
    this.isFast = Math.abs(top - this.#top) > fastStepPx && atMs - this.#shownMs < restMs;
    this.#top = top;
    this.#shownMs = atMs;
  }

  /**
   * The frame of the last step is shown. The time that it took is no pause, else a machine that renders rows slowly would
   * always take the next step for a jump, and render rows in full again.
   */
  show(atMs: number): void {
    this.#shownMs = atMs;
  }
}
