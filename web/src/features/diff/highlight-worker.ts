/** Highlights code outside the main thread. */
import '@pierre/diffs/worker/worker.js';
