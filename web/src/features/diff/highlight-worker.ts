/** Highlights code away from the page. */
import '@pierre/diffs/worker/worker.js';
