import { boardWords } from './words/board.ts';
import { chatWords } from './words/chat.ts';
import { commentsWords } from './words/comments.ts';
import { countsWords } from './words/counts.ts';
import { diffWords } from './words/diff.ts';
import { forgesWords } from './words/forges.ts';
import { freshnessWords } from './words/freshness.ts';
import { healthWords } from './words/health.ts';
import { notificationsWords } from './words/notifications.ts';
import { paletteWords } from './words/palette.ts';
import { shellWords } from './words/shell.ts';
import { timelineWords } from './words/timeline.ts';

/** Every word the page says is in the folder `words`, for a translator. */
export const words = {
  ...countsWords,
  ...boardWords,
  ...freshnessWords,
  ...chatWords,
  ...commentsWords,
  ...diffWords,
  ...forgesWords,
  ...healthWords,
  ...notificationsWords,
  ...paletteWords,
  ...shellWords,
  ...timelineWords,
} as const;
